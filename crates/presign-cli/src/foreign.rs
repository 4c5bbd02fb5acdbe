//! Options of other tools, and what to write here instead.

/// The table, which says how it is read.
const TABLE: &str = include_str!("foreign.txt");

/// What to write instead of another tool's option: the end of a sentence. `command` is the path of the command, such as
/// `multipart/part`, and `has` says whether it has an option. `None` for an option that is not in the table.
pub(crate) fn advice(option: &str, command: &str, has: impl Fn(&str) -> bool) -> Option<String> {
    let mut is_known = false;
    for row in rows().filter(|row| row.names().any(|name| name == option)) {
        is_known = true;
        if let Some(way) = row.ways().find_map(|(condition, way)| sentence(&condition, &way, command, &has)) {
            return Some(way);
        }
    }
    if is_known && command.is_empty() {
        return Some("options follow a command, and `presign help` lists those that there are".into());
    }
    let command = command.replace('/', " ");
    is_known.then(|| format!("`presign {command}` has nothing like it, and `presign help {command}` lists what it has"))
}

/// A row: lines of names, and then lines of ways.
struct Row(&'static str);

fn rows() -> impl Iterator<Item = Row> {
    TABLE.split("\n\n").filter(|row| row.starts_with('-')).map(Row)
}

impl Row {
    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.lines().take_while(|line| !line.starts_with(' ')).flat_map(str::split_whitespace)
    }

    /// The conditions with their sentences, each in one line.
    fn ways(&self) -> impl Iterator<Item = (String, String)> {
        let ways = self.0.replace("\n    ", " ");
        let ways: Vec<_> =
            ways.lines().filter_map(|line| line.strip_prefix("  ")?.split_once(": ")).map(owned).collect();
        ways.into_iter()
    }
}

fn owned((condition, way): (&str, &str)) -> (String, String) {
    (condition.into(), way.into())
}

/// The way if the condition holds.
fn sentence(condition: &str, way: &str, command: &str, has: &impl Fn(&str) -> bool) -> Option<String> {
    let is_in = |commands: &str| commands.split(' ').any(|other| is_at_or_below(command, other));
    let holds = match condition {
        "write" | "show" | "each" => return of_header(condition, way, is_in, has),
        "*" => true,
        option if option.starts_with('-') => has(option),
        commands => is_in(commands),
    };
    holds.then(|| way.replace("COMMAND", command))
}

fn is_at_or_below(command: &str, other: &str) -> bool {
    command.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The sentence about a header, `NAME: VALUE`.
fn of_header(said: &str, header: &str, is_in: impl Fn(&str) -> bool, has: &impl Fn(&str) -> bool) -> Option<String> {
    let (name, value) = header.split_once(": ")?;
    if said == "show" && is_in("get head") {
        return Some(format!("--query response-{name}={value} makes S3 answer with it"));
    }
    if said != "each" && is_in("get head delete list") {
        return Some(format!("it is said when the object is written: `presign put` signs it with --header '{header}'"));
    }
    if said != "each" && has("--field") {
        let field = if name == "x-amz-acl" { "acl" } else { name };
        return Some(format!("--field '{field}={value}' puts it into the form"));
    }
    if is_in("explain verify") {
        return Some(format!("--header '{header}' gives a header that was sent"));
    }
    has("--header").then(|| format!("--header '{header}' signs it, and the client must send it"))
}

/// The options of each row.
#[cfg(test)]
pub(crate) fn names() -> Vec<Vec<&'static str>> {
    rows().map(|row| row.names().collect()).collect()
}
