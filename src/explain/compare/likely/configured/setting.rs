//! Lines of a configuration.

/// How many lines are read.
const MOST: usize = 2_000;

/// A name and its value, as in `name = "value"`, `name: value`, `name value;` and `-name value`.
pub(in crate::explain::compare::likely) struct Setting<'a> {
    pub(in crate::explain::compare::likely) name: &'a str,
    pub(in crate::explain::compare::likely) value: &'a str,
}

/// What stands around names and values.
fn bare(text: &str) -> &str {
    text.trim().trim_matches(['"', '\'', '`', ',', ';', '{', '(', ')', ' ', '-'])
}

/// The settings of the texts, those of nginx too, which have no sign between name and value.
pub(super) fn settings<'a>(texts: impl Iterator<Item = &'a str>) -> impl Iterator<Item = Setting<'a>> {
    texts.flat_map(str::lines).take(MOST).filter_map(|line| setting(line, &['=', ':', ' ', '\t']))
}

/// The same, and those that stand in one line with others: `Client(region='auto', endpoint='https://…')`.
pub(in crate::explain::compare::likely) fn arguments<'a>(
    texts: impl Iterator<Item = &'a str> + Clone,
) -> impl Iterator<Item = Setting<'a>> {
    let pieces =
        texts.clone().flat_map(str::lines).take(MOST).flat_map(|line| line.split([',', ';', '{', '}', '(', ')']));
    // Without a space after its sign, a setting ends with the word.
    let words = |piece: &'a str| piece.split(' ').skip(1).filter(|word| word.contains('='));
    let pieces = pieces.flat_map(move |piece| core::iter::once(piece).chain(words(piece)));
    settings(texts).chain(pieces.filter_map(|piece| setting(piece, &['=', ':'])))
}

fn setting<'a>(line: &'a str, signs: &[char]) -> Option<Setting<'a>> {
    let line = line.trim_start_matches(['>', '#', '|', '-', '+', '$', ' ', '\t']).trim();
    let at = line.find(signs)?;
    // The sign may have a space before it.
    let value = line[at..].trim_start().trim_start_matches(['=', ':', '>']);
    let name = bare(&line[..at]);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    (!name.is_empty() && name.chars().all(is_name)).then(|| Setting { name, value: bare(value) })
}

impl Setting<'_> {
    /// Whether the name is one of these, or ends with one after a sign, as `AWS_BUCKET_NAME` does with `bucket_name`.
    pub(super) fn is_called(&self, names: &[&str]) -> bool {
        let same = |byte: u8| if byte == b'-' || byte == b'.' { b'_' } else { byte.to_ascii_lowercase() };
        let ends = |name: &&str| {
            let (whole, end) = (self.name.as_bytes(), name.as_bytes());
            let Some(before) = whole.len().checked_sub(end.len()) else { return false };
            let is_end = whole[before..].iter().zip(end).all(|(a, b)| same(*a) == *b);
            is_end
                && (before == 0 || matches!(same(whole[before - 1]), b'_' | b'/') || whole[before].is_ascii_uppercase())
        };
        names.iter().any(ends)
    }
}
