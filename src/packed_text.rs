//! Texts as numbers, for a column that gives the text of any document at once.
//!
//! A column of texts is a dictionary: to read one of them it is read through up to there, some hundred
//! times dearer. What is asked of many documents for each answer is kept so.

/// How many bytes a number holds, beside how many they are: the last is rarely full, and no byte is
/// special.
const BYTES: usize = 7;

/// The numbers of a text, in their order. An empty one has none.
pub(crate) fn pack(text: &str) -> impl Iterator<Item = u64> {
    text.as_bytes().chunks(BYTES).map(|chunk| {
        let mut bytes = [0; BYTES + 1];
        bytes[..chunk.len()].copy_from_slice(chunk);
        bytes[BYTES] = chunk.len() as u8;
        u64::from_be_bytes(bytes)
    })
}

/// The text of numbers. What is none, as a damaged file may have, is replaced by `U+FFFD`.
pub(crate) fn unpack(numbers: impl Iterator<Item = u64>) -> String {
    let mut text = Vec::new();
    for number in numbers {
        let bytes = number.to_be_bytes();
        let len = usize::from(bytes[BYTES]).min(BYTES);
        text.extend_from_slice(&bytes[..len]);
    }
    String::from_utf8(text)
        .unwrap_or_else(|damaged| String::from_utf8_lossy(damaged.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_length_is_kept() {
        let text = "tin-trong-tỉnh/2019/11/đường-vành-đai\0";
        for (end, _) in text.char_indices() {
            assert_eq!(unpack(pack(&text[..end])), text[..end]);
        }
        assert_eq!(pack("").count(), 0);
        assert_eq!(pack("bài-001").count(), 2, "`à` is two bytes");
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in any::<String>()) {
            prop_assert_eq!(unpack(pack(&text)), text);
        }

        #[test]
        fn no_numbers_are_refused(numbers in proptest::collection::vec(any::<u64>(), 0..8)) {
            let text = unpack(numbers.into_iter());
            prop_assert!(text.len() <= 3 * 8 * BYTES);
        }
    }
}
