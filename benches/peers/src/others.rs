//! What only one of the peers signs, or none: SigV4a, tokens and upload forms.

use std::hint::black_box;
use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding};
use p256::ecdsa::signature::hazmat::PrehashSigner;
use presign::services::{eks, rds};
use presign::{Credentials, Request, Signer, Timestamp};

use crate::aws_sigv4;
use crate::case::{ACCESS_KEY_ID, EXPIRES_IN, KEY_BLOCKS, REGION, SECRET_ACCESS_KEY, blocks, bucket, floor, padded};
use crate::row::{Result, Sign};
use crate::timing::Cell;

const OBJECT: &str = "https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/example.txt";
const DATABASE: &str = "db.example.ap-southeast-1.rds.amazonaws.com";
const DATABASE_URL: &str = "https://db.example.ap-southeast-1.rds.amazonaws.com:5432/?Action=connect&DBUser=app";
const CLUSTER_URL: &str = "https://sts.ap-southeast-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15";
const CLUSTER: &[(&str, &str)] = &[("x-k8s-aws-id", "my-cluster")];
const EKS: &str = "k8s-aws-v1.";
const DAY: u64 = 86_400;

/// What is timed for one sort of signature, each on its own: the floors, presign and aws-sigv4.
pub(crate) struct Column {
    name: &'static str,
    cold_floor: Box<dyn FnMut()>,
    cold: Sign,
    peer: Option<Sign>,
    warm_floor: Box<dyn FnMut()>,
    warm: Sign,
}

const ROWS: [&str; 5] = ["floor, cold", "presign, cold", "aws-sigv4", "floor, warm", "presign, warm"];
/// The floor of each row.
const FLOORS: [usize; 5] = [0, 0, 0, 3, 3];

impl Column {
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// In the order of the rows.
    pub(crate) fn into_cells(self) -> impl Iterator<Item = Cell> {
        let work = |mut sign: Sign| Cell::new(move || _ = black_box(sign().expect("it was signed before")));
        // Where there is no peer, nothing is timed.
        let peer = self.peer.map_or_else(|| Cell::new(|| ()), work);
        [Cell::new(self.cold_floor), work(self.cold), peer, Cell::new(self.warm_floor), work(self.warm)].into_iter()
    }

    /// # Errors
    /// The peer signs another request.
    fn check(mut self) -> Result<Self> {
        let (ours, theirs) = ((self.warm)()?, self.peer.as_mut().map(|sign| sign()).transpose()?);
        (self.cold)()?;
        match theirs {
            Some(theirs) if parameters(&theirs) != parameters(&ours) => {
                Err(format!("aws-sigv4 signs another {}:\n{theirs}\n\npresign:\n{ours}", self.name).into())
            }
            _ => Ok(self),
        }
    }
}

/// The parameters in any order. The signature is one of them, so all that was signed is the same where they are.
fn parameters(url: &str) -> Vec<String> {
    let decoded = url.strip_prefix(EKS).map(|token| Base64UrlUnpadded::decode_vec(token).expect("what was encoded"));
    let url = decoded.map_or_else(|| url.to_owned(), |url| String::from_utf8(url).expect("a URL"));
    let mut parameters: Vec<_> = url.split(['?', '&']).map(str::to_owned).collect();
    parameters.sort();
    parameters
}

/// Two other days in turn, after the first: a signer keeps its first day's key and one more.
fn other_days(first: Timestamp) -> Result<impl FnMut() -> Timestamp> {
    let day = |number| Timestamp::from_unix_seconds(first.unix_seconds() + number * DAY);
    let mut days = [day(1)?, day(2)?].into_iter().cycle();
    Ok(move || days.next().expect("a cycle"))
}

/// # Errors
/// A peer signs another request, or one cannot be signed.
pub(crate) fn columns() -> Result<[Column; 4]> {
    let now = Timestamp::now();
    Ok([multi_region(now)?.check()?, rds(now)?.check()?, eks(now)?.check()?, form(now)?.check()?])
}

/// A column whose work is a function of the time, with a signer that has the key of `now`.
fn column<S>(name: &'static str, warm_blocks: usize, now: Timestamp, peer: Option<Sign>, sign: S) -> Result<Column>
where
    S: Fn(Timestamp) -> Result<String> + Clone + 'static,
{
    let (mut day, cold) = (other_days(now)?, sign.clone());
    cold(now)?;
    Ok(Column {
        name,
        cold_floor: Box::new(move || _ = black_box(floor(KEY_BLOCKS + warm_blocks))),
        cold: Box::new(move || cold(day())),
        peer,
        warm_floor: Box::new(move || _ = black_box(floor(warm_blocks))),
        warm: Box::new(move || sign(now)),
    })
}

fn credentials() -> Credentials {
    Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY)
}

/// The floor is one signature of a hash by ECDSA.
fn multi_region(now: Timestamp) -> Result<Column> {
    let signer = Signer::multi_region(credentials(), "*", "s3")?;
    let sign = move |now| Ok(Request::get(OBJECT)?.presign(&signer, EXPIRES_IN, now)?.into_string());
    let column = column("SigV4a URL", 0, now, Some(aws_sigv4::multi_region(OBJECT, now)), sign)?;
    let floor = || -> Box<dyn FnMut()> {
        let key = p256::ecdsa::SigningKey::from_slice(&[7; 32]).expect("a key");
        Box::new(move || {
            let signature: p256::ecdsa::Signature = key.sign_prehash(black_box(&[1; 32])).expect("a hash");
            black_box(signature);
        })
    };
    Ok(Column { cold_floor: floor(), warm_floor: floor(), ..column })
}

fn rds(now: Timestamp) -> Result<Column> {
    let expires_in = Duration::from_mins(15);
    let signer = Signer::new(credentials(), REGION, "rds-db")?;
    let blocks = blocks(&signer.explain(&Request::get(DATABASE_URL)?, expires_in, now)?);
    let mut url = aws_sigv4::token(("rds-db", DATABASE_URL, &[]), expires_in, now);
    let peer: Sign = Box::new(move || Ok(url()?.split_off("https://".len())));
    let sign = move |now| {
        let token = rds::AuthToken { host: DATABASE, port: 5432, user: "app", region: REGION };
        Ok(token.sign(&signer, now)?.as_str().to_owned())
    };
    column("RDS token", blocks, now, Some(peer), sign)
}

fn eks(now: Timestamp) -> Result<Column> {
    let expires_in = Duration::from_mins(1);
    let signer = Signer::new(credentials(), REGION, "sts")?;
    let request = CLUSTER.iter().fold(Request::get(CLUSTER_URL)?, |request, (name, value)| request.header(name, value));
    let blocks = blocks(&signer.explain(&request, expires_in, now)?);
    let mut url = aws_sigv4::token(("sts", CLUSTER_URL, CLUSTER), expires_in, now);
    let peer: Sign = Box::new(move || Ok([EKS, &Base64UrlUnpadded::encode_string(url()?.as_bytes())].concat()));
    let sign = move |now| {
        let token = eks::AuthToken { cluster: CLUSTER[0].1, region: REGION };
        Ok(token.sign(&signer, now)?.as_str().to_owned())
    };
    column("EKS token", blocks, now, Some(peer), sign)
}

/// No peer makes upload forms. The floor is the HMAC of the policy in base64.
fn form(now: Timestamp) -> Result<Column> {
    let bucket = bucket();
    let signer = bucket.signer(credentials())?;
    let sign = move |now| {
        let form =
            bucket.post_object("example.txt").content_length_range(1, 1 << 20).field("content-type", "text/plain");
        let form = form.presign(&signer, EXPIRES_IN, now)?;
        let policy = form.fields().iter().find(|(name, _)| name == "policy").ok_or("a form without a policy")?;
        Ok(black_box(&policy.1).clone())
    };
    let blocks = padded(&sign(now)?) + 1;
    column("POST form", blocks, now, None, sign)
}

/// Prints the medians of all columns, and how many times their floor they are.
pub(crate) fn print(names: &[&str], medians: &[f64]) {
    println!("|  | {} |\n|---{}|", names.join(" | "), "|--:".repeat(names.len()));
    for (row, name) in ROWS.iter().enumerate() {
        let cells = medians.chunks(ROWS.len()).zip(names).map(|(column, sort)| match (*name, *sort) {
            ("aws-sigv4", "POST form") => "–".to_owned(),
            _ => format!("{:.0} ({:.1})", column[row], column[row] / column[FLOORS[row]]),
        });
        println!("| {name} | {} |", cells.collect::<Vec<_>>().join(" | "));
    }
    println!("\nNanoseconds for one (times the floor of the row).\n");
}
