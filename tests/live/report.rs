//! What was not as S3 has it, and what of that must not be.

use std::fmt;

/// What a run found.
#[derive(Default)]
pub(crate) struct Report {
    /// The number of requests.
    pub(crate) sent: usize,
    /// The number of those that S3 takes.
    pub(crate) taken_by_s3: usize,
    pub(crate) differences: Vec<Difference>,
}

/// A request that the server does not answer as S3 does.
pub(crate) struct Difference {
    pub(crate) what: String,
    pub(crate) expected: &'static str,
    pub(crate) answered: String,
}

/// Without these nothing is shown at all.
const ESSENTIAL: [&str; 3] = ["PutObject", "GetObject", "DeleteObject"];
const MISMATCH: &str = "SignatureDoesNotMatch";
/// How an answer is described that has the right status and the wrong body.
pub(crate) const OTHER_BYTES: &str = "other bytes";

/// Whether S3 refuses the request for what it is, whatever the server holds.
pub(crate) fn is_refusal(expected: &str) -> bool {
    expected.starts_with("400") || expected.starts_with("403")
}

impl Difference {
    /// Why no server may answer so, whatever it leaves out of S3.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let Self { what, expected, answered } = self;
        if !is_refusal(expected) && answered.contains(MISMATCH) {
            return Some("the server finds the signature wrong");
        }
        // The answer to HEAD has no code.
        if !is_refusal(expected) && answered == "403" {
            return Some("the server may find the signature wrong");
        }
        if answered.starts_with("200") && answered.contains(OTHER_BYTES) {
            return Some("another object was read or written");
        }
        if expected.contains(MISMATCH) && answered.starts_with('2') {
            return Some("the server does not look at signatures");
        }
        ESSENTIAL.contains(&what.as_str()).then_some("without this nothing is shown")
    }

    /// The table that the difference belongs into.
    fn title(&self) -> &'static str {
        match (is_refusal(self.expected), self.answered.starts_with(['2', '3'])) {
            (false, false) => TITLES[0],
            (true, true) => TITLES[1],
            _ => TITLES[2],
        }
    }
}

const TITLES: [&str; 3] = [
    "What this server refuses that S3 takes",
    "What this server takes that S3 refuses",
    "What this server answers otherwise than S3",
];

impl Report {
    /// Whatever must not be, a sentence each.
    pub(crate) fn faults(&self) -> Vec<String> {
        let fault = |difference: &Difference| Some(format!("{difference}: {}", difference.fault()?));
        self.differences.iter().filter_map(fault).collect()
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
        let same = self.sent - self.differences.len();
        writeln!(f, "\n{same} of {} answers are S3's.", self.sent)
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
