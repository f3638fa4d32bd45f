//! Which hits a request asks for: by a number, or by the cursor that an answer gave.

use xxhash_rust::xxh3::xxh3_64;

use super::request::{MAX_HITS, Request};
use crate::error::{Error, Result};

/// The first hit that is asked for.
///
/// # Errors
/// When the cursor belongs to another request, or too many hits are asked for.
pub(super) fn offset(request: &Request) -> Result<usize> {
    let offset = match &request.cursor {
        None => request.offset,
        Some(cursor) => cursor_offset(request, cursor).ok_or_else(|| Error::Request {
            what: "cursor",
            value: cursor.clone(),
            remedy: "pass the `next` of a response together with the request that it answered"
                .to_owned(),
        })?,
    };
    if offset.saturating_add(request.limit) > MAX_HITS {
        return Err(Error::Request {
            what: "limit",
            value: format!("{offset} + {}", request.limit),
            remedy: format!(
                "ask for the first {MAX_HITS} hits at most, or narrow the search by date"
            ),
        });
    }
    Ok(offset)
}

/// What a cursor belongs to: everything of the request but the page.
fn request_key(request: &Request) -> String {
    let page = Request {
        limit: 0,
        offset: 0,
        cursor: None,
        facets: Vec::new(),
        fragments: 0,
        explain: false,
        ..request.clone()
    };
    let text = serde_json::to_string(&page).unwrap_or_default();
    format!("{:08x}", xxh3_64(text.as_bytes()) as u32)
}

/// The cursor to the hits from `offset` on.
pub(super) fn cursor(request: &Request, offset: usize) -> String {
    format!("{offset}-{}", request_key(request))
}

fn cursor_offset(request: &Request, cursor: &str) -> Option<usize> {
    let (offset, key) = cursor.split_once('-')?;
    (key == request_key(request)).then(|| offset.parse().ok())?
}
