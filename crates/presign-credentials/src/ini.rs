//! Files of sections and options, read as AWS's tools read them: by the rules of Python's `configparser`.
//!
//! The crates for such files keep sections in a hash map, accept an option that is repeated, or know nothing of options
//! below options.

/// A section, in the order of the file.
#[derive(Clone)]
pub(crate) struct Section {
    /// What is between the brackets.
    pub(crate) head: String,
    /// Names in lower case.
    options: Vec<(String, Value)>,
}

/// What an option is set to.
#[derive(Clone)]
pub(crate) enum Value {
    Text(String),
    /// Lines that are indented below the option, with options of their own. Names in lower case.
    Nested(Vec<(String, String)>),
}

/// The section whose options all others have too, unless they set them.
const DEFAULTS: &str = "DEFAULT";

impl Section {
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.options.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// An option with a value that is not empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Value::Text(text)) => Some(text.as_str()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }
}

/// The sections of a file. The error is a sentence that quotes no value of the file, which may be a secret.
pub(crate) fn parse(text: &str) -> Result<Vec<Section>, String> {
    let mut reader = Reader::default();
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for (i, line) in text.split('\n').enumerate() {
        reader.take(line).map_err(|complaint| format!("line {}: {complaint}", i + 1))?;
    }
    reader.finish()
}

/// A section whose options have lines.
struct Lines {
    head: String,
    options: Vec<(String, Vec<String>)>,
}

/// What was read so far.
#[derive(Default)]
struct Reader {
    sections: Vec<Lines>,
    /// The section that the next line belongs to.
    current: usize,
    /// Whether the next line may continue an option.
    is_open: bool,
    /// How far the option is indented.
    indent: usize,
}

impl Reader {
    fn take(&mut self, line: &str) -> Result<(), String> {
        let text = line.trim();
        if text.starts_with(['#', ';']) {
            return Ok(());
        }
        let indent = line.len() - line.trim_start().len();
        if text.is_empty() || self.is_open && indent > self.indent {
            self.continue_option(text);
            return Ok(());
        }
        self.indent = indent;
        let head = text.strip_prefix('[').and_then(|rest| rest.rsplit_once(']')).map(|(head, _)| head);
        match head.filter(|head| !head.is_empty()) {
            Some(head) => self.begin_section(head),
            None => self.begin_option(text),
        }
    }

    fn continue_option(&mut self, text: &str) {
        if let Some((_, lines)) = self.sections.get_mut(self.current).filter(|_| self.is_open).and_then(Lines::last) {
            lines.push(text.into());
        }
    }

    fn begin_section(&mut self, head: &str) -> Result<(), String> {
        self.is_open = false;
        match self.sections.iter().position(|section| section.head == head) {
            Some(defaults) if head == DEFAULTS => self.current = defaults,
            Some(_) => return Err(format!("the section [{head}] is there twice").escape_debug().to_string()),
            None => {
                self.current = self.sections.len();
                self.sections.push(Lines { head: head.into(), options: Vec::new() });
            }
        }
        Ok(())
    }

    fn begin_option(&mut self, text: &str) -> Result<(), String> {
        let Some(section) = self.sections.get_mut(self.current) else {
            return Err("there is no head of a section, as in [default], before it".into());
        };
        let (name, value) = text.split_once(['=', ':']).ok_or("it is neither [SECTION] nor NAME = VALUE")?;
        let name = name.trim_end().to_lowercase();
        if name.is_empty() {
            return Err("the option's name is missing".into());
        }
        if section.options.iter().any(|(other, _)| *other == name) {
            return Err("this option is there twice in its section".into());
        }
        section.options.push((name, vec![value.trim().into()]));
        self.is_open = true;
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<Section>, String> {
        let defaults = self.sections.iter().position(|section| section.head == DEFAULTS);
        let defaults = defaults.map(|i| self.sections.remove(i).options).unwrap_or_default();
        self.sections.into_iter().map(|section| section.with(&defaults)).collect()
    }
}

impl Lines {
    fn last(&mut self) -> Option<&mut (String, Vec<String>)> {
        self.options.last_mut()
    }

    fn with(mut self, defaults: &[(String, Vec<String>)]) -> Result<Section, String> {
        let is_new = |name: &str| self.options.iter().all(|(other, _)| other != name);
        let added: Vec<_> = defaults.iter().filter(|(name, _)| is_new(name)).cloned().collect();
        self.options.extend(added);
        let mut options = Vec::new();
        for (name, lines) in self.options {
            let value = value(&lines.join("\n")).ok_or_else(|| {
                format!("in [{}], a line below {name} is not NAME = VALUE", self.head).escape_debug().to_string()
            })?;
            options.push((name, value));
        }
        Ok(Section { head: self.head, options })
    }
}

/// `None` if lines that are indented below an option are no options.
fn value(text: &str) -> Option<Value> {
    let text = text.trim_end();
    if !text.starts_with('\n') {
        return Some(Value::Text(text.into()));
    }
    let lines = text.split('\n').filter(|line| !line.is_empty());
    let pair = |line: &str| {
        let (name, value) = line.split_once('=')?;
        Some((name.trim().to_lowercase(), value.trim().to_owned()))
    };
    Some(Value::Nested(lines.map(pair).collect::<Option<_>>()?))
}
