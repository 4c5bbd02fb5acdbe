//! The crate's rooms, read from its source: a room takes names from rooms below it only, and in a room no files take
//! names from each other, be it by way of others. Unit tests may take what they like.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::slice;

/// From the bottom to the top, with the files next to `lib.rs` and the folders `error` and `timestamp` as the room `floor`. Rooms of one level do not know each
/// other.
const LEVELS: [&[&str]; 6] =
    [&["text"], &["floor"], &["request"], &["signing"], &["interop", "s3", "services", "verify"], &["explain"]];

/// The files that name each other: an error holds the time at which credentials expired, and reading a time can fail.
const ADMITTED: [&str; 3] = ["src/error/opaque.rs", "src/error/reason.rs", "src/timestamp/utc.rs"];

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
    let (name, rest) = tree.split_at(tree.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(tree.len()));
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

    /// Each name that a file takes from another: both files, and where it stands.
    fn arrows(&self) -> Vec<(&File, &File, String)> {
        let mut arrows = Vec::new();
        for file in self.0.values().filter(|file| file.room() != "lib") {
            for (line, path) in file.paths(&["use ", "crate::", "self::", "super::"]) {
                let target = self.resolve(file, &path);
                let place = format!("{}:{line}: {} takes {}", file.name, file.room(), path.join("::"));
                arrows.push((file, target, place));
            }
        }
        arrows
    }
}

#[test]
fn rooms_take_names_from_rooms_below_them_only() {
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
fn no_files_take_names_from_each_other() {
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

/// The files and folders right inside `explain` are rooms of their own: few, with few arrows, and none in a circle.
#[test]
fn the_rooms_in_explain_take_names_one_way() {
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
    for folder in source.0.values().filter(|file| file.room() == "explain" && file.is_surface()) {
        let inside =
            |file: &&File| file.module.len() == folder.module.len() + 1 && file.module.starts_with(&folder.module);
        let files = source.0.values().filter(inside).count();
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
