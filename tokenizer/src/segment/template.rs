//! What the model looks at, by the names that the weights' file uses.

/// A kind of feature. The first five are about certain syllables, the others about classes of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Template {
    /// The syllable left of the gap.
    Left,
    /// The syllable right of the gap.
    Right,
    /// The syllable before the left one.
    Before,
    /// The syllable after the right one.
    After,
    /// Both syllables at the gap.
    Pair,
    /// Always.
    Bias,
    /// Shapes of two syllables on either side.
    Shapes,
    /// Shapes of the syllables at the gap.
    ShapesTwo,
    /// Shapes at the gap and before.
    ShapesLeft,
    /// Shapes at the gap and after.
    ShapesRight,
    /// The lexicon's evidence for the pair at the gap.
    Class,
    /// Levels of the pairs before, at and after the gap.
    Levels,
    /// Levels before and at the gap.
    LevelsLeft,
    /// Levels at and after the gap.
    LevelsRight,
    /// Level and shapes at the gap.
    LevelShapes,
    /// Two neighbouring gaps joined.
    Twice,
    /// … by the shapes of the three syllables.
    TwiceShapes,
    /// … by the lexicon's evidence for the three.
    TwiceClass,
    /// … by the levels of first pair, triple, second pair.
    TwiceLevels,
    /// … by whether all three are in small letters, and the triple's level.
    TwiceLower,
}

impl Template {
    /// All templates, in the order of their numbers.
    pub const ALL: [Template; 20] = [
        Template::Left,
        Template::Right,
        Template::Before,
        Template::After,
        Template::Pair,
        Template::Bias,
        Template::Shapes,
        Template::ShapesTwo,
        Template::ShapesLeft,
        Template::ShapesRight,
        Template::Class,
        Template::Levels,
        Template::LevelsLeft,
        Template::LevelsRight,
        Template::LevelShapes,
        Template::Twice,
        Template::TwiceShapes,
        Template::TwiceClass,
        Template::TwiceLevels,
        Template::TwiceLower,
    ];

    /// The name in the weights' file.
    pub fn name(self) -> &'static str {
        match self {
            Template::Left => "left",
            Template::Right => "right",
            Template::Before => "before",
            Template::After => "after",
            Template::Pair => "pair",
            Template::Bias => "bias",
            Template::Shapes => "shapes",
            Template::ShapesTwo => "shapes-two",
            Template::ShapesLeft => "shapes-left",
            Template::ShapesRight => "shapes-right",
            Template::Class => "class",
            Template::Levels => "levels",
            Template::LevelsLeft => "levels-left",
            Template::LevelsRight => "levels-right",
            Template::LevelShapes => "level-shapes",
            Template::Twice => "twice",
            Template::TwiceShapes => "twice-shapes",
            Template::TwiceClass => "twice-class",
            Template::TwiceLevels => "twice-levels",
            Template::TwiceLower => "twice-lower",
        }
    }

    /// What the arguments are: `s` a shape's letter, `v` a level or class. Empty for syllables.
    pub fn arguments(self) -> &'static str {
        match self {
            Template::Shapes => "ssss",
            Template::ShapesTwo => "ss",
            Template::ShapesLeft | Template::ShapesRight | Template::TwiceShapes => "sss",
            Template::Class | Template::TwiceClass => "v",
            Template::Levels | Template::TwiceLevels => "vvv",
            Template::LevelsLeft | Template::LevelsRight => "vv",
            Template::LevelShapes => "vss",
            Template::TwiceLower => "sv",
            _ => "",
        }
    }
}
