//! The crate's rooms, read from its source: a room uses names and methods of rooms below it only, and in a room no two
//! files use each other, not even by way of others. Unit tests may use what they like.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::slice;

/// From the bottom to the top, with the files next to `lib.rs` and the folders `error` and `timestamp` as the room
/// `floor`. Rooms of one level do not know each other.
const LEVELS: [&[&str]; 8] = [
    &["text"],
    &["floor"],
    &["cloudfront", "request"],
    &["signing"],
    &["interop", "s3", "services"],
    &["verify"],
    &["scoped"],
    &["explain"],
];

/// The files that name each other: an error holds the time at which credentials expired, and reading a time can fail.
const ADMITTED: [&str; 3] = ["src/error/opaque.rs", "src/error/reason.rs", "src/timestamp/utc.rs"];

/// Names of methods of the standard library: calls of the crate's methods of these names look the same.
const STANDARD: [&str; 59] = [
    "all",
    "any",
    "append",
    "bytes",
    "chars",
    "clear",
    "clone",
    "contains",
    "count",
    "drain",
    "ends_with",
    "enumerate",
    "eq",
    "extend",
    "fill",
    "filter",
    "find",
    "first",
    "flush",
    "get",
    "insert",
    "is_empty",
    "iter",
    "join",
    "keys",
    "last",
    "len",
    "lines",
    "map",
    "max",
    "min",
    "next",
    "or",
    "parse",
    "peek",
    "pop",
    "position",
    "push",
    "push_str",
    "read",
    "remove",
    "replace",
    "replacen",
    "reserve",
    "retain",
    "rev",
    "rfind",
    "search",
    "skip",
    "sort",
    "split",
    "starts_with",
    "swap",
    "take",
    "trim",
    "truncate",
    "values",
    "write",
    "zip",
];

/// A file without its comments and unit tests.
struct File {
    /// Such as `src/signing/scope.rs`.
    name: String,
    /// Such as `["signing", "scope"]`; for `mod.rs` the folder's.
    module: Vec<String>,
    lines: Vec<String>,
}

impl File {
    fn read(path: &Path) -> Self {
        let relative = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
        let mut module: Vec<String> =
            relative.with_extension("").iter().skip(1).map(|part| part.to_str().unwrap().to_owned()).collect();
        if module.last().is_some_and(|last| last == "mod" || last == "lib") {
            module.pop();
        }
        let text = fs::read_to_string(path).unwrap();
        let code = text.split("\n#[cfg(test)]\nmod tests").next().unwrap();
        let is_comment = |line: &str| line.trim_start().starts_with("//");
        let lines = code.lines().map(|line| if is_comment(line) { String::new() } else { line.to_owned() });
        Self { name: relative.to_str().unwrap().to_owned(), module, lines: lines.collect() }
    }

    fn room(&self) -> &str {
        match self.module.as_slice() {
            [_] if !self.is_surface() => "floor",
            [room, ..] if ["error", "timestamp"].contains(&room.as_str()) => "floor",
            [room, ..] => room,
            [] => "lib",
        }
    }

    /// Whether the file shows what is in a room, and hence may name all of it.
    fn is_surface(&self) -> bool {
        self.name.ends_with("/mod.rs") || self.name.ends_with("/lib.rs")
    }

    /// The lines that make the file more than a surface.
    fn logic(&self) -> impl Iterator<Item = &str> {
        let is_logic = |line: &&str| {
            let words = line.split([' ', '<']).skip_while(|word| word.starts_with("pub") || *word == "const");
            let kinds = ["fn", "impl", "struct", "enum", "trait", "static", "macro_rules!"];
            words.take(1).any(|word| kinds.contains(&word)) || line.starts_with("const ")
        };
        self.lines.iter().map(String::as_str).filter(is_logic)
    }

    /// The names of the methods that the file defines, and whether for others.
    fn methods(&self) -> BTreeMap<String, bool> {
        let text = self.lines.join("\n");
        let signature = |(at, _)| {
            let (name, rest) = identifier(&text[at + "fn ".len()..]);
            let (_, parameters) = rest.split_once('(')?;
            let receiver = parameters.split([',', ')', ':']).next()?;
            let line = text[..at].rsplit('\n').next()?;
            let is_method = receiver.split([' ', '&', '\n']).any(|word| word == "self");
            is_method.then(|| (name.to_owned(), line.trim_start().starts_with("pub")))
        };
        text.match_indices("fn ").filter_map(signature).collect()
    }

    /// The names of the methods that the file calls, and in which line.
    fn calls(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines.iter().enumerate().flat_map(|(number, line)| {
            let called = line.match_indices('.').filter_map(|(at, _)| {
                let (name, rest) = identifier(&line[at + 1..]);
                (rest.starts_with('(') || rest.starts_with("::<")).then_some(name)
            });
            called.map(move |name| (number + 1, name))
        })
    }

    /// The paths that begin with one of these or follow it, as segments, with the number of the line. A group gives a
    /// path for each of its names.
    fn paths(&self, starts: &[&str]) -> BTreeSet<(usize, Vec<String>)> {
        let mut found = BTreeSet::new();
        for (number, line) in self.lines.iter().enumerate() {
            for (at, start) in starts.iter().flat_map(|start| line.match_indices(start)) {
                if line[..at].ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c)) {
                    continue;
                }
                let path = if start.ends_with("::") { at } else { at + start.len() };
                let text = [&line[path..], &self.lines[number + 1..].join(" ")].join(" ");
                let mut paths = Vec::new();
                expand(&text, &[], &mut paths);
                found.extend(paths.into_iter().map(|path| (number + 1, path)));
            }
        }
        found
    }
}

/// Splits an identifier off.
fn identifier(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len()))
}

/// Adds the paths that a `use` tree stands for, such as `a::{b, c::d}`, and returns what follows it.
fn expand<'a>(tree: &'a str, before: &[String], found: &mut Vec<Vec<String>>) -> &'a str {
    let tree = tree.trim_start();
    if let Some(mut group) = tree.strip_prefix('{') {
        while !group.trim_start().starts_with('}') {
            let rest = expand(group, before, found);
            // What is left of a name is ` as other`.
            group = rest[rest.find([',', '}']).expect("a group has an end")..].trim_start_matches(',');
        }
        return &group.trim_start()[1..];
    }
    let (name, rest) = identifier(tree);
    let path = [before, &[name.to_owned()]].concat();
    match rest.strip_prefix("::") {
        Some(rest) if rest.starts_with(|c: char| c.is_alphabetic() || "_{".contains(c)) => expand(rest, &path, found),
        _ => {
            found.push(path);
            rest
        }
    }
}

/// The files by their modules' paths.
struct Crate(BTreeMap<Vec<String>, File>);

impl Crate {
    fn read() -> Self {
        let mut folders = vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
        let mut files = BTreeMap::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let file = File::read(&path);
                    files.insert(file.module.clone(), file);
                }
            }
        }
        Self(files)
    }

    /// The file in which a path ends that stands in the file `from`, by way of the surfaces' `pub use`.
    fn resolve(&self, from: &File, path: &[String]) -> &File {
        let mut module = if path[0] == "crate" { Vec::new() } else { from.module.clone() };
        for name in path {
            match name.as_str() {
                "crate" | "self" => {}
                "super" => drop(module.pop()),
                _ => {
                    let child = [module.as_slice(), slice::from_ref(name)].concat();
                    if !self.0.contains_key(&child) {
                        let file = &self.0[&module];
                        let exports = file.paths(&["pub use ", "pub(crate) use ", "pub(super) use "]);
                        // A macro is exported by its bare name, which stands in the same file.
                        let mut exports = exports.into_iter().filter(|(_, export)| export.len() > 1);
                        let export = exports.find(|(_, export)| export.last() == Some(name));
                        return export.map_or(file, |(_, export)| self.resolve(file, &export));
                    }
                    module = child;
                }
            }
        }
        &self.0[&module]
    }

    /// The file of each method that one file alone defines, for others.
    fn methods(&self) -> BTreeMap<String, &File> {
        let mut methods: BTreeMap<String, Option<&File>> = BTreeMap::new();
        for file in self.0.values() {
            for (method, is_for_others) in file.methods() {
                let owner = Some(file).filter(|_| is_for_others);
                methods.entry(method).and_modify(|owner| *owner = None).or_insert(owner);
            }
        }
        methods.into_iter().filter_map(|(name, owner)| Some((name, owner?))).collect()
    }

    /// Each name and method that a file uses from another: both files, and where it stands.
    fn arrows(&self) -> Vec<(&File, &File, String)> {
        let mut arrows = Vec::new();
        let mut methods = self.methods();
        methods.retain(|name, _| !STANDARD.contains(&name.as_str()));
        for file in self.0.values() {
            for (line, name) in file.calls() {
                if let Some(owner) = methods.get(name).filter(|owner| owner.name != file.name) {
                    arrows.push((file, *owner, format!("{}:{line}: {} calls {name}", file.name, file.room())));
                }
            }
        }
        for file in self.0.values().filter(|file| file.room() != "lib") {
            for (line, path) in file.paths(&["use ", "crate::", "self::", "super::"]) {
                let target = self.resolve(file, &path);
                let place = format!("{}:{line}: {} uses {}", file.name, file.room(), path.join("::"));
                arrows.push((file, target, place));
            }
        }
        arrows
    }
}

#[test]
fn rooms_use_rooms_below_them_only() {
    let level = |file: &File| {
        let place = LEVELS.iter().position(|rooms| rooms.contains(&file.room()));
        place.unwrap_or_else(|| panic!("{} is in no room", file.name))
    };
    let source = Crate::read();
    let arrows = source.arrows();
    let upward = arrows.iter().filter(|(from, to, _)| from.room() != to.room() && !level(from).cmp(&level(to)).is_gt());
    let upward: Vec<_> = upward.map(|(_, to, place)| format!("{place} from {}", to.name)).collect();
    assert!(upward.is_empty(), "not from below:\n{}", upward.join("\n"));
}

#[test]
fn no_files_use_each_other() {
    let source = Crate::read();
    let mut arrows = source.arrows();
    arrows.retain(|(from, to, _)| {
        let ends = [from.name.as_str(), to.name.as_str()];
        from.room() == to.room()
            && from.name != to.name
            && !from.is_surface()
            && !to.is_surface()
            && !ends.iter().all(|end| ADMITTED.contains(end))
    });
    let circles = arrows.iter().filter(|(from, to, _)| below(&arrows, &to.name).contains(from.name.as_str()));
    let circles: Vec<_> = circles.map(|(_, to, place)| format!("{place} from {}", to.name)).collect();
    assert!(circles.is_empty(), "parts of circles:\n{}", circles.join("\n"));
}

#[test]
fn a_surface_shows_what_is_in_a_room_and_does_nothing() {
    let source = Crate::read();
    let surfaces = source.0.values().filter(|file| file.is_surface());
    let logic: Vec<_> = surfaces.flat_map(|file| file.logic().map(|line| format!("{}: {line}", file.name))).collect();
    assert!(logic.is_empty(), "in files that show what is in a room:\n{}", logic.join("\n"));
}

#[test]
fn methods_and_their_calls_are_seen() {
    let lines = "pub fn a(&self) {\npub(super) fn b<T>(mut self, x: T) {\n pub const fn c(\n    &'a mut self,\npub fn d(x: &Self) {\nfn h(&self)\nx.e().f::<T>(y.g);";
    let lines = lines.lines().map(str::to_owned).collect();
    let file = File { name: "src/text/hex.rs".into(), module: vec!["text".into(), "hex".into()], lines };
    let methods = file.methods();
    assert!(methods.iter().map(|(name, is_for_others)| (name.as_str(), *is_for_others)).eq([
        ("a", true),
        ("b", true),
        ("c", true),
        ("h", false),
    ]));
    assert!(file.calls().eq([(7, "e"), (7, "f")]));
}

/// `use crate::error::Error`, not the public name in `lib.rs`, which would hide the room that it comes from.
#[test]
fn a_use_names_the_room() {
    let source = Crate::read();
    let files = source.0.values().filter(|file| file.room() != "lib");
    let paths = files.flat_map(|file| file.paths(&["crate::"]).into_iter().map(move |path| (file, path)));
    let is_named = |path: &[String]| path.len() < 2 || source.0.contains_key(&path[1..2]);
    let unnamed = paths.filter(|(_, (_, path))| !is_named(path));
    let unnamed: Vec<_> =
        unnamed.map(|(file, (line, path))| format!("{}:{line}: {}", file.name, path.join("::"))).collect();
    assert!(unnamed.is_empty(), "{}", unnamed.join("\n"));
}

/// The files and folders right inside `explain` are rooms of their own: few, with few arrows, and none in a circle.
#[test]
fn the_rooms_in_explain_use_each_other_one_way() {
    let source = Crate::read();
    let part = |file: &File| file.module.get(1).filter(|_| file.room() == "explain").cloned();
    let arrows = source.arrows().into_iter().filter_map(|(from, to, _)| part(from).zip(part(to)));
    let arrows: BTreeSet<_> = arrows.filter(|(from, to)| from != to).collect();
    assert!(arrows.len() <= 20, "{}: {arrows:?}", arrows.len());
    let mut left: BTreeSet<_> = arrows.iter().flat_map(|(from, to)| [from, to]).collect();
    while let Some(&lowest) =
        left.iter().find(|part| !arrows.iter().any(|(from, to)| from == **part && left.contains(to)))
    {
        left.remove(lowest);
    }
    assert!(left.is_empty(), "in circles: {left:?}");
}

/// The files next to each other, besides the one that shows them. In `services` each is a page of the documentation.
#[test]
fn folders_can_be_taken_in_at_a_glance() {
    let source = Crate::read();
    for folder in source.0.values().filter(|file| file.name.ends_with("/mod.rs") && file.room() != "services") {
        let depth = folder.module.len() + 1;
        let is_inside =
            |file: &&File| !file.is_surface() && file.module.len() == depth && file.module.starts_with(&folder.module);
        let files = source.0.values().filter(is_inside).count();
        assert!(files <= 14, "{files} next to {}", folder.name);
    }
}

/// The files that `name` takes names from, be it by way of others.
fn below<'a>(arrows: &'a [(&File, &File, String)], name: &'a str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut next = vec![name];
    while let Some(name) = next.pop() {
        let targets = arrows.iter().filter(|(from, ..)| from.name == name).map(|(_, to, _)| to.name.as_str());
        next.extend(targets.filter(|target| reached.insert(*target)));
    }
    reached
}
