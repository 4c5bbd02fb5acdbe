//! Lines of a configuration.

/// How many lines are read.
const MOST: usize = 2_000;

/// A name and its value, as in `name = "value"`, `name: value`, `name value;` and `-name value`.
pub(super) struct Setting<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
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
pub(super) fn arguments<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> impl Iterator<Item = Setting<'a>> {
    let lines = texts.clone().flat_map(str::lines).take(MOST);
    let pieces = lines.flat_map(|line| line.split([',', ';', '{', '}', '(', ')', ' ']).skip(1));
    // A space ends a word and not the setting where the sign comes first.
    let spaced = texts.clone().flat_map(str::lines).take(MOST);
    let spaced = spaced.flat_map(|line| line.split([',', ';', '{', '}', '(', ')']).skip(1));
    let pieces = pieces.filter(|piece| piece.contains('=')).chain(spaced);
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
