//! Random chains of blocks, against a model that is written down as the specification is: what every block allows.

use crate::dice::Dice;
use crate::server::{NOW, SERVER, Sent, Wish, after, by_hand, parent};
use presign::scoped::Verifier;
use presign::verify::Refusal;

/// What a block says, as the test has it.
#[derive(Clone, Default)]
struct Block {
    bucket: Option<&'static str>,
    actions: Option<Vec<&'static str>>,
    prefixes: Vec<&'static str>,
    keys: Vec<&'static str>,
    end: Option<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Case {
    action: &'static str,
    bucket: &'static str,
    key: &'static str,
    source: (&'static str, &'static str),
    prefix: Option<&'static str>,
    at: u64,
}

const READS: [&str; 7] = [
    "HeadObject",
    "GetObject",
    "GetBucketLocation",
    "ListObjectsV1",
    "ListObjectsV2",
    "ListMultipartUploads",
    "ListParts",
];
const WRITES: [&str; 9] = [
    "PutObject",
    "DeleteObject",
    "DeleteObjects",
    "CopyObject",
    "CreateMultipartUpload",
    "UploadPart",
    "UploadPartCopy",
    "AbortMultipartUpload",
    "CompleteMultipartUpload",
];
const OTHERS: [&str; 4] = ["GetObjectAcl", "PutObjectTagging", "HeadBucket", "ListObjectVersions"];
const BUCKETS: [&str; 2] = ["my-bucket", "other-bucket"];
const PREFIXES: [&str; 7] = ["a/", "a/b/", "a/b/c/", "b/", "a", "é/", "a//"];
const KEYS: [&str; 12] = ["a/x", "a/b/x", "a/b/c/x", "b/x", "ab", "a", "é/x", "a//x", "a/../b/x", "A/x", "a/b", "c"];

/// The specification, without its order and its words.
fn allows(block: &Block, case: &Case) -> bool {
    let in_paths = |key: &str| {
        let dots = key.split('/').any(|segment| segment == "." || segment == "..");
        !dots && (block.keys.contains(&key) || block.prefixes.iter().any(|prefix| key.starts_with(prefix)))
    };
    let has_paths = !block.prefixes.is_empty() || !block.keys.is_empty();
    let copies = case.action == "CopyObject" || case.action == "UploadPartCopy";
    let named = match case.action {
        "GetBucketLocation" => true,
        "ListObjectsV1" | "ListObjectsV2" | "ListMultipartUploads" => {
            case.prefix.is_some_and(|listed| block.prefixes.iter().any(|prefix| listed.starts_with(prefix)))
        }
        "DeleteObjects" => in_paths(case.key) && in_paths(case.source.1),
        _ => in_paths(case.key) && (!copies || in_paths(case.source.1)),
    };
    block.bucket.is_none_or(|bucket| bucket == case.bucket && (!copies || bucket == case.source.0))
        && block.actions.as_ref().is_none_or(|actions| actions.contains(&case.action))
        && (!has_paths || named)
        && block.end.is_none_or(|end| case.at < end)
}

impl Block {
    fn random(dice: &mut Dice, is_first: bool) -> Self {
        let mut block = Self::default();
        let all = [&READS[..], &WRITES].concat();
        if is_first {
            block.bucket = Some(dice.pick(&BUCKETS));
            block.end = Some(after(900).unix_seconds());
            block.actions = Some(match dice.below(4) {
                0 => READS.to_vec(),
                1 => (0..8).map(|_| dice.pick(&all)).collect(),
                _ => all.clone(),
            });
        }
        if dice.below(3) == 0 {
            // Listed rights are of use only if some are there.
            block.actions = Some((0..=dice.below(12)).map(|_| dice.pick(&all)).collect());
        }
        if dice.below(2) == 0 {
            block.prefixes = (0..dice.below(4)).map(|_| dice.pick(&PREFIXES)).collect();
            block.keys = (0..dice.below(3)).map(|_| dice.pick(&KEYS)).collect();
        }
        if dice.below(5) == 0 {
            block.end = Some(after([30, 90, 900, 5000][dice.below(4)]).unix_seconds());
        }
        block
    }

    fn is_empty(&self) -> bool {
        self.actions.is_none() && self.prefixes.is_empty() && self.keys.is_empty() && self.end.is_none()
    }

    fn json(&self) -> String {
        let list = |texts: &[&str]| serde_json::to_string(texts).unwrap();
        let mut members = Vec::new();
        if let Some(bucket) = self.bucket {
            members.push(format!(r#""iss":"PARENT1","aud":"{SERVER}","bucket":"{bucket}","iat":{NOW}"#));
        }
        if let Some(actions) = &self.actions {
            members.push(format!(r#""actions":{}"#, list(actions)));
        }
        if !self.prefixes.is_empty() || !self.keys.is_empty() {
            let (prefixes, keys) = (list(&self.prefixes), list(&self.keys));
            members.push(format!(r#""paths":{{"prefixPaths":{prefixes},"objectPaths":{keys}}}"#));
        }
        members.extend(self.end.map(|end| format!(r#""exp":{end}"#)));
        format!("{{{}}}", members.join(","))
    }
}

impl Case {
    fn random(dice: &mut Dice) -> Self {
        let all = [&READS[..], &WRITES, &OTHERS].concat();
        Self {
            action: dice.pick(&all),
            bucket: if dice.below(10) == 0 { BUCKETS[1] } else { BUCKETS[0] },
            key: dice.pick(&KEYS),
            source: (if dice.below(6) == 0 { BUCKETS[1] } else { BUCKETS[0] }, dice.pick(&KEYS)),
            prefix: [None, Some(""), Some("a/"), Some("a/b/"), Some("b/"), Some("a")][dice.below(6)],
            at: after([0, 60, 899][dice.below(3)]).unix_seconds(),
        }
    }

    fn send(&self, credentials: &presign::Credentials) -> Sent {
        let source = format!("{}/{}", self.source.0, self.source.1.replace('é', "%C3%A9"));
        let copy = [("x-amz-copy-source", source.as_str())];
        let part = [("partNumber", "1"), ("uploadId", "id")];
        let prefix: Vec<_> = self.prefix.map(|prefix| ("prefix", prefix)).into_iter().collect();
        let body = format!(
            "<Delete><Object><Key>{}</Key></Object><Object><Key>{}</Key></Object></Delete>",
            self.key, self.source.1
        );
        let members = match self.action {
            "CopyObject" => copy.to_vec(),
            "UploadPartCopy" => [&part[..], &copy].concat(),
            "UploadPart" => part.to_vec(),
            "ListParts" | "AbortMultipartUpload" | "CompleteMultipartUpload" => part[1..].to_vec(),
            "ListObjectsV1" | "ListObjectsV2" | "ListMultipartUploads" | "ListObjectVersions" => prefix,
            _ => Vec::new(),
        };
        let is_of_bucket = ["GetBucketLocation", "DeleteObjects", "HeadBucket"].contains(&self.action)
            || self.action.starts_with("List") && self.action != "ListParts";
        let wish = Wish {
            operation: if self.action == "ListObjectsV1" { "ListObjects" } else { self.action },
            bucket: self.bucket,
            key: Some(self.key).filter(|_| !is_of_bucket),
            members: &members,
            body: if self.action == "DeleteObjects" { &body } else { "" },
        };
        wish.send(credentials)
    }
}

/// What a chain of blocks may is what each of its blocks allows, so that a child may never do what its parent may not.
#[test]
fn no_child_may_do_what_its_parent_may_not() {
    let mut dice = Dice(1);
    let (mut chains, mut allowed, mut refused, mut lost) = (0, 0, 0, 0);
    while chains < 10_000 {
        let mut blocks = vec![Block::random(&mut dice, true)];
        blocks.extend((0..dice.below(4)).map(|_| Block::random(&mut dice, false)).filter(|block| !block.is_empty()));
        chains += 1;
        let case = Case::random(&mut dice);
        // A source with dot segments is refused whoever asks: it is not one for the model.
        if case.source.1.contains("..") && case.action.contains("Copy") {
            continue;
        }
        let mut before = true;
        for length in 1..=blocks.len() {
            let json: Vec<_> = blocks[..length].iter().map(Block::json).collect();
            let is_other = OTHERS.contains(&case.action);
            let expected = !is_other && blocks[..length].iter().all(|block| allows(block, &case));
            let now = presign::Timestamp::from_unix_seconds(case.at).unwrap();
            let credentials = by_hand(&json);
            let judged = case.send(&credentials).serve(&Verifier::new(SERVER), &parent(), now);
            assert_eq!(judged.is_ok(), expected, "{case:?} {json:?} {:?}", judged.err());
            assert!(judged.is_ok() || matches!(judged, Err(Refusal::OutOfScope(_))), "{case:?} {json:?}");
            assert!(before || !expected, "{case:?} {json:?}");
            lost += usize::from(before && !expected && length > 1);
            before = expected;
            *(if expected { &mut allowed } else { &mut refused }) += 1;
        }
    }
    // There is something of either, and narrowing makes the difference often.
    assert!(allowed > 1500 && refused > 5000 && lost > 500, "{allowed} {refused} {lost}");
}
