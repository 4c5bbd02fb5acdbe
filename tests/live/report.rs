//! What was not as S3 has it, and what of that must not be.

use std::fmt;

/// What a run found.
#[derive(Default)]
pub(crate) struct Report {
    /// The number of requests.
    pub(crate) sent: usize,
    /// The number of those that S3 accepts.
    pub(crate) taken_by_s3: usize,
    pub(crate) differences: Vec<Difference>,
    /// What was answered otherwise than by S3, but builds on an earlier request that was not done.
    pub(crate) without_base: Vec<String>,
}

/// A request that the server does not answer as S3 does.
pub(crate) struct Difference {
    pub(crate) what: String,
    pub(crate) expected: &'static str,
    pub(crate) answered: String,
}

/// Where servers are known to compute a different signature from AWS, and what AWS says. On those servers the row is a remark.
const OTHER_SIGNATURES: [(&str, &str); 2] = [
    (
        "any request, a parameter three times",
        "AWS sorts parameters of the same name by their values (IAM User Guide, \"Create a signed AWS API request\"; \
         get-vanilla-query-order-value in the signature test suite)",
    ),
    (
        "PutObject, payload hash",
        "S3 hashes the body against a signed x-amz-content-sha256, and the header's value is what is signed, in URLs too",
    ),
];

/// Without these nothing is shown at all.
const ESSENTIAL: [&str; 3] = ["PutObject", "GetObject", "DeleteObject"];
const MISMATCH: &str = "SignatureDoesNotMatch";
/// How an answer is described that has the right status and the wrong body.
pub(crate) const OTHER_BYTES: &str = "other bytes";

/// Whether S3 refuses the request for what it is, whatever the server holds.
pub(crate) fn is_refusal(expected: &str) -> bool {
    expected.starts_with("400") || expected.starts_with("403")
}

/// Whether the server says that it does not have the operation.
fn is_missing_operation(answered: &str) -> bool {
    answered.contains("NotImplemented") || answered.starts_with("501") || answered.starts_with("405")
}

impl Difference {
    /// Why no server may answer so, whatever it leaves out of S3.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let Self { what, expected, answered } = self;
        if self.is_wrong_signature() {
            let is_told = answered.contains(MISMATCH);
            return Some(if is_told {
                "the server finds the signature wrong"
            } else {
                "the server may find the signature wrong"
            });
        }
        if answered.starts_with("200") && answered.contains(OTHER_BYTES) {
            return Some("another object was read or written");
        }
        if expected.contains(MISMATCH) && answered.starts_with('2') {
            return Some("the server does not look at signatures");
        }
        ESSENTIAL.contains(&what.as_str()).then_some("without this nothing is shown")
    }

    /// Whether it says something of the server even if an earlier request that it builds on was not done: signatures are
    /// looked at before objects, and so is what operation is asked for.
    pub(crate) fn holds_without_base(&self) -> bool {
        is_missing_operation(&self.answered) || self.is_wrong_signature()
    }

    /// Whether the server found the signature of a request wrong that S3 accepts. The answer to HEAD has no code.
    fn is_wrong_signature(&self) -> bool {
        !is_refusal(self.expected) && (self.answered.contains(MISMATCH) || self.answered == "403")
    }

    /// What AWS says, where servers are known to compute another signature.
    fn excuse(&self) -> Option<&'static str> {
        let (_, source) = OTHER_SIGNATURES.iter().find(|(what, _)| *what == self.what)?;
        self.is_wrong_signature().then_some(source)
    }

    /// The table that the difference belongs into.
    fn title(&self) -> &'static str {
        match (self.expected.starts_with('4'), self.answered.starts_with(['2', '3'])) {
            _ if is_missing_operation(&self.answered) => TITLES[0],
            (false, false) => TITLES[1],
            (true, true) => TITLES[2],
            (true, false) => TITLES[3],
            (false, true) => TITLES[4],
        }
    }
}

const TITLES: [&str; 5] = [
    "Operations that this server does not have",
    "What this server refuses that S3 accepts",
    "What this server accepts that S3 refuses",
    "What this server refuses in other words than S3",
    "What this server answers otherwise than S3",
];

impl Report {
    /// Whatever must not be, a sentence each.
    pub(crate) fn faults(&self) -> Vec<String> {
        let fault = |difference: &Difference| Some(format!("{difference}: {}", difference.fault()?));
        self.differences.iter().filter(|difference| difference.excuse().is_none()).filter_map(fault).collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |text: fn(&Difference) -> &str| {
            self.differences.iter().map(|difference| text(difference).chars().count()).max().unwrap_or_default()
        };
        let (what, expected) = (width(|difference| &difference.what), width(|difference| difference.expected));
        for title in TITLES {
            let mut rows = self.differences.iter().filter(|difference| difference.title() == title).peekable();
            if rows.peek().is_some() {
                writeln!(f, "\n{title}\n\n{:what$}  {:expected$}  THIS SERVER", "WHAT", "S3")?;
                rows.try_for_each(|row| {
                    writeln!(f, "{:what$}  {:expected$}  {}", row.what, row.expected, row.answered)
                })?;
            }
        }
        for difference in &self.differences {
            if let Some(source) = difference.excuse() {
                writeln!(f, "\nThis server computes another signature for \"{}\": {source}.", difference.what)?;
            }
        }
        if !self.without_base.is_empty() {
            let rows = self.without_base.join("; ");
            writeln!(f, "\nNot compared, since an earlier request that they build on was not done: {rows}.")?;
        }
        let (without_base, faults) = (self.without_base.len(), self.faults().len());
        let same = self.sent - self.differences.len() - without_base;
        writeln!(f, "\n{same} of {} answers are S3's.", self.sent)?;
        let remarks = self.differences.len() - faults;
        writeln!(f, "The rest: {remarks} remarks, {without_base} not compared, {faults} faults.")
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: S3 answers {}, this server {}", self.what, self.expected, self.answered)
    }
}

#[test]
fn faults_are_told_from_what_a_server_leaves_out() {
    for (what, expected, answered, is_fault) in [
        ("CopyObject", "200", "501 NotImplemented", false),
        ("CopyObject", "200", "500 InternalError", false),
        ("CopyObject", "200", "403 AccessDenied", false),
        ("CopyObject", "200", "403 SignatureDoesNotMatch", true),
        ("CopyObject", "412 PreconditionFailed", "403 SignatureDoesNotMatch", true),
        ("HeadObject", "200", "403", true),
        ("HeadObject", "200", "405", false),
        ("PutObject", "200", "501 NotImplemented", true),
        ("GetObject, key a+b", "200", "200, other bytes", true),
        ("GetObject, range", "206", "206, other bytes", false),
        ("PutObject, wrong region", "400 AuthorizationQueryParametersError", "403 SignatureDoesNotMatch", false),
        ("PutObject, other key", "403 SignatureDoesNotMatch", "200", true),
        ("PutObject, other key", "403 SignatureDoesNotMatch", "403 AccessDenied", false),
        ("PutObject, expired", "403 AccessDenied", "200", false),
    ] {
        let difference = Difference { what: what.into(), expected, answered: answered.into() };
        assert_eq!(difference.fault().is_some(), is_fault, "{difference}");
    }
}

fn report(differences: &[(&str, &'static str, &str)]) -> Report {
    let difference = |(what, expected, answered): &(&str, &'static str, &str)| Difference {
        what: (*what).into(),
        expected,
        answered: (*answered).into(),
    };
    Report { sent: 9, taken_by_s3: 9, differences: differences.iter().map(difference).collect(), ..Report::default() }
}

#[test]
fn only_a_signature_that_is_treated_wrongly_is_a_fault() {
    let mut report = report(&[
        ("any request, a parameter three times", "200", "403 SignatureDoesNotMatch"),
        ("PutObject, expired", "403 AccessDenied", "400 AccessDenied"),
        ("PutObject, for another region", "400 AuthorizationQueryParametersError", "200"),
        ("CopyObject, if-match of another", "412 PreconditionFailed", "200"),
        ("UploadPartCopy", "200", "501 NotImplemented"),
        ("HeadObject", "200", "403"),
    ]);
    report.without_base.push("ListParts".into());
    assert_eq!(
        report.faults(),
        ["HeadObject: S3 answers 200, this server 403: the server may find the signature wrong"],
    );
    let printed = report.to_string();
    let titles: Vec<_> = printed.lines().filter(|line| TITLES.contains(line)).collect();
    assert_eq!(titles, TITLES[..4]);
    assert!(printed.contains("signature for \"any request, a parameter three times\": AWS sorts"), "{printed}");
    assert!(printed.contains("was not done: ListParts.\n"), "{printed}");
    let end = "\n2 of 9 answers are S3's.\nThe rest: 5 remarks, 1 not compared, 1 faults.\n";
    assert!(printed.ends_with(end), "{printed}");
}

#[test]
fn what_builds_on_a_failure_shows_signatures_and_missing_operations_alone() {
    for (answered, holds) in [
        ("404 NoSuchKey", false),
        ("200, other bytes", false),
        ("403 SignatureDoesNotMatch", true),
        ("403", true),
        ("501 NotImplemented", true),
        ("405 MethodNotAllowed", true),
    ] {
        let report = report(&[("CopyObject", "200", answered)]);
        assert_eq!(report.differences[0].holds_without_base(), holds, "{answered}");
    }
}
