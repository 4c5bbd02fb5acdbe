//! The commands with which people send a request: curl, wget and HTTPie.

use alloc::format;
use alloc::string::String;

use super::known::Evidence;
use super::words;

/// How a program's words are read.
type Read = fn(&[String], &mut Evidence);

/// The programs, by their names.
const PROGRAMS: [(&str, Read); 10] = [
    ("curl", curl),
    ("curl.exe", curl),
    ("awscurl", curl),
    ("wget", wget),
    ("wget.exe", wget),
    ("wget2", wget),
    ("http", httpie),
    ("https", httpie),
    ("xh", httpie),
    ("xhs", httpie),
];

/// What stands before a command in a terminal.
const PROMPTS: [&str; 4] = ["$ ", "% ", "# ", "> "];

/// How many lines may begin like a command and be none.
const SENTENCES: usize = 4;

/// Reads the command that a line of the text begins with; returns what is before and after it.
pub(super) fn read<'a>(text: &'a str, evidence: &mut Evidence) -> Option<(&'a str, &'a str)> {
    let (mut at, mut sentences) = (0, 0);
    for line in text.split_inclusive('\n') {
        let start = line.trim_start();
        let start = PROMPTS.iter().find_map(|prompt| start.strip_prefix(prompt)).unwrap_or(start);
        // The prompt of cmd or PowerShell: C:\Users\name>
        let start =
            start.split_once('>').filter(|(before, _)| before.contains(":\\")).map_or(start, |(_, after)| after);
        let start = start.trim_start_matches(['`', ' ']);
        let name = start.split([' ', '\t']).next().unwrap_or_default();
        let program = PROGRAMS.iter().find(|(program, _)| *program == name);
        if let Some((_, read)) = program.filter(|_| is_command(start, name)) {
            let from = at + line.len() - start.len();
            let words = words::split(&text[from..]);
            if !words.words.iter().skip(1).any(|word| is_address(word)) {
                // A quotation mark may lead to the end of the text, which is not read for each line.
                sentences += 1;
                if sentences == SENTENCES {
                    return None;
                }
                at += line.len();
                continue;
            }
            read(words.words.get(1..)?, evidence);
            evidence.is_command = true;
            evidence.is_unquoted = words.has_bare_ampersand;
            let prompt = at + line.len() - line.trim_start().len();
            return Some((&text[..prompt.min(from)], &text[from + words.end..]));
        }
        at += line.len();
    }
    None
}

/// Whether a word can be an address, or stands for one: a sentence may begin with the name of a program.
fn is_address(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',', ':', ';', '?', ')']);
    word.contains(['.', '/', '$', '<', '{', '%', ':', '_']) || word == "localhost" || word == "URL"
}

/// Whether it has an argument that looks like one, since `http` and `https` begin other lines.
fn is_command(line: &str, name: &str) -> bool {
    line.len() > name.len() && (name.starts_with(['c', 'w']) || line.contains("://") || line.contains('/'))
}

/// The short options of curl that have a value.
const CURL_SHORT: &str = "AbcCdDeEFhHKmoPQrtTuUwxXyYz";

/// The long options of curl that have none; of all others the next word is the value.
const CURL_FLAGS: [&str; 21] = [
    "--anyauth",
    "--basic",
    "--compressed",
    "--fail",
    "--fail-with-body",
    "--get",
    "--globoff",
    "--head",
    "--http1.1",
    "--http2",
    "--include",
    "--insecure",
    "--location",
    "--no-progress-meter",
    "--path-as-is",
    "--progress-bar",
    "--remote-name",
    "--show-error",
    "--silent",
    "--verbose",
    "--location-trusted",
];

/// Those with a URL that is not the request's.
const CURL_URLS: [&str; 4] = ["--proxy", "--preproxy", "--doh-url", "--output"];

fn curl(words: &[String], evidence: &mut Evidence) {
    let (mut implied, mut query) = ("GET", None::<String>);
    let mut is_get = false;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let (option, attached) = split(word);
        let mut value = || attached.clone().or_else(|| words.next().cloned()).unwrap_or_default();
        match option.as_str() {
            "-X" | "--request" => evidence.method = Some(value()),
            "-H" | "--header" => header(&value(), evidence),
            "-A" | "--user-agent" => evidence.add_header("user-agent", &value()),
            "-r" | "--range" => evidence.add_header("range", &format!("bytes={}", value())),
            "-e" | "--referer" => evidence.add_header("referer", &value()),
            "-b" | "--cookie" => evidence.add_header("cookie", &value()),
            "-T" | "--upload-file" => (implied, _) = ("PUT", value()),
            "-I" | "--head" => implied = "HEAD",
            "-G" | "--get" => is_get = true,
            "-F" | "--form" | "--form-string" => {
                implied = "POST";
                evidence.form.push(value());
            }
            "--aws-sigv4" => evidence.signs_for = value().rsplit(':').next().map(String::from),
            "--json" => {
                implied = "POST";
                evidence.add_header("content-type", "application/json");
                value();
            }
            "--url" => evidence.url = Some(value()),
            _ if option == "-d" || option.starts_with("--data") => {
                implied = "POST";
                let data = value();
                query = Some(query.map_or(data.clone(), |query| format!("{query}&{data}")));
            }
            _ if option.starts_with("--no-") || CURL_FLAGS.contains(&option.as_str()) => {}
            _ if option.starts_with("--") => after_unknown(&option, &value(), evidence),
            _ if is_short(&option) => drop(value()),
            _ if option.starts_with('-') => {}
            _ => set_url(word, evidence),
        }
    }
    if is_get {
        implied = "GET";
        append_query(evidence, query);
    }
    evidence.method.get_or_insert_with(|| implied.into());
}

/// An option that is not known may have no value: then the next word is the URL.
fn after_unknown(option: &str, next: &str, evidence: &mut Evidence) {
    if next.contains("://") && !CURL_URLS.contains(&option) {
        set_url(next, evidence);
    }
}

fn append_query(evidence: &mut Evidence, query: Option<String>) {
    if let (Some(url), Some(query)) = (&mut evidence.url, query) {
        let mark = if url.contains('?') { '&' } else { '?' };
        *url = format!("{url}{mark}{query}");
    }
}

/// Whether it is a short option that has a value.
fn is_short(option: &str) -> bool {
    option.strip_prefix('-').is_some_and(|letter| letter.len() == 1 && CURL_SHORT.contains(letter))
}

/// An option and the value that is written with it, as in `-XPUT`, `-sXPUT` and `--request=PUT`.
fn split(word: &str) -> (String, Option<String>) {
    if word.starts_with("--") {
        return match word.split_once('=') {
            Some((option, value)) => (option.into(), Some(value.into())),
            None => (word.into(), None),
        };
    }
    let Some(letters) = word.strip_prefix('-') else { return (word.into(), None) };
    let Some((at, letter)) = letters.char_indices().find(|(_, letter)| CURL_SHORT.contains(*letter)) else {
        // Letters without a value, of which one may say the method.
        let telling = letters.chars().find(|letter| matches!(letter, 'I' | 'G'));
        return (telling.map_or(word.into(), |letter| format!("-{letter}")), None);
    };
    let value = &letters[at + letter.len_utf8()..];
    (format!("-{letter}"), (!value.is_empty()).then(|| value.into()))
}

fn header(text: &str, evidence: &mut Evidence) {
    // `name;` is curl's form of an empty value, and `name:` leaves the header out.
    match text.split_once(':') {
        Some((_, value)) if value.trim().is_empty() => {}
        Some((name, value)) => evidence.add_header(name, value),
        None => text.strip_suffix(';').into_iter().for_each(|name| evidence.add_header(name, "")),
    }
}

/// The first word that can be an address.
fn set_url(word: &str, evidence: &mut Evidence) {
    if evidence.url.is_none() && (word.contains("://") || word.contains(['.', ':', '/'])) {
        evidence.url = Some(word.into());
    }
}

fn wget(words: &[String], evidence: &mut Evidence) {
    let mut implied = "GET";
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let (option, attached) = word.split_once('=').filter(|_| word.starts_with("--")).unwrap_or((word, ""));
        let mut value =
            || if attached.is_empty() { words.next().cloned().unwrap_or_default() } else { attached.into() };
        match option {
            "--method" => evidence.method = Some(value()),
            "--header" => header(&value(), evidence),
            "--user-agent" | "-U" => evidence.add_header("user-agent", &value()),
            "--post-data" | "--post-file" => (implied, _) = ("POST", value()),
            "--body-file" | "--body-data" | "-O" | "-o" | "-P" | "-t" | "-T" | "--output-document" => drop(value()),
            "--spider" => implied = "HEAD",
            _ if option.starts_with('-') => {}
            _ => set_url(word, evidence),
        }
    }
    evidence.method.get_or_insert_with(|| implied.into());
}

fn httpie(words: &[String], evidence: &mut Evidence) {
    let mut has_body = false;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let is_method = evidence.url.is_none() && word.bytes().all(|b| b.is_ascii_uppercase());
        match word.as_str() {
            "-o" | "--output" | "-a" | "--auth" | "--timeout" | "--raw" | "--session" | "--verify" => {
                words.next();
            }
            "<" => {
                has_body = true;
                words.next();
            }
            _ if word.starts_with('-') => {}
            _ if is_method => evidence.method = Some(word.clone()),
            _ if evidence.url.is_none() => evidence.url = Some(word.clone()),
            _ => has_body |= item(word, evidence),
        }
    }
    if let Some(url) = evidence.url.as_mut().filter(|url| !url.contains("://")) {
        *url = format!("http://{}{url}", if url.starts_with([':', '/']) { "localhost" } else { "" });
    }
    evidence.method.get_or_insert_with(|| if has_body { "POST" } else { "GET" }.into());
}

/// An item of HTTPie: `Header:value`, `parameter==value`, or a part of the body, which is told.
fn item(word: &str, evidence: &mut Evidence) -> bool {
    let at = word.find([':', '=', '@']).unwrap_or(word.len());
    let (name, rest) = word.split_at(at);
    if let Some(value) = rest.strip_prefix("==") {
        if let Some(url) = &mut evidence.url {
            let mark = if url.contains('?') { '&' } else { '?' };
            *url = format!("{url}{mark}{name}={value}");
        }
        return false;
    }
    match rest.strip_prefix(':').filter(|value| !value.starts_with('=')) {
        Some(value) => {
            evidence.add_header(name, value);
            false
        }
        None => true,
    }
}
