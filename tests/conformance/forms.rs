//! Upload forms are accepted and refused as every case says.

use presign::Timestamp;
use presign::verify::{Policy, PostForm};
use serde::Deserialize;

use crate::suite::{Key, Outcome, Score, read, text};
use crate::verifying::known;

#[derive(Deserialize)]
struct Case {
    id: String,
    result: Outcome,
    now: String,
    region: String,
    bucket: String,
    keys: Vec<Key>,
    fields: Vec<(String, String)>,
    file_size: u64,
}

impl Case {
    fn verify(&self) -> Result<(), String> {
        let fields = self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let form = PostForm::parse(&self.bucket, fields).map_err(text)?;
        let credentials = known(&self.keys, form.access_key_id()).ok_or("unknown key")?.credentials();
        let now = Timestamp::parse(&self.now).map_err(text)?;
        let policy = Policy::new(&self.region, "s3");
        form.verify(&credentials, now, &policy, self.file_size).map(drop).map_err(text)
    }
}

#[test]
fn forms_are_verified() {
    let mut score = Score::default();
    for case in read::<Case>("forms") {
        score.judge(&case.id, case.result, case.verify());
    }
    score.assert_all(70);
}
