//! One observation, and what it most often means.

use crate::explain::Kind;

/// Words with `|` between them, of which one is there, each at the beginning of a word. A space at its end ends the
/// word too. They are in lower case, with a space for everything that is neither a letter nor a digit.
pub(super) type Words = &'static str;

/// An observation. All groups of words must be there.
pub(super) struct Row {
    pub(super) all: &'static [Words],
    /// Whether the first two groups are of one sentence, and not from anywhere in the story.
    pub(super) is_near: bool,
    pub(super) kind: Kind,
    pub(super) sentence: &'static str,
}

pub(super) const fn seen(all: &'static [Words], kind: Kind, sentence: &'static str) -> Row {
    Row { all, is_near: false, kind, sentence }
}

/// The same, where the first two groups speak of one thing.
pub(super) const fn near(all: &'static [Words], kind: Kind, sentence: &'static str) -> Row {
    Row { all, is_near: true, kind, sentence }
}

/// That it works somewhere.
pub(super) const WORKS: Words = "all good|can be opened|can download|can open|can upload|goes through|is fine|are fine|no issue|\
            no problem|only fail|only happen|only occur|only when|opens|perfectly|returns 200|gets 200|get 200|\
            get a 200|success|succeed|fine |loads|ok |uploaded|used to |work";

/// That it does not.
pub(super) const FAILS: Words = "400|401|403|411|501|access denied|accessdenied|blocked|break|complain|broke|but not |but when |\
            can t |cannot |corrupt|denied|does not |doesn t |doesnt |don t |error|except|expire|fail|forbidden|\
            gives |i get |instead of|too early|we get |invalid|mismatch|no longer |not able|not work|refus|reject|\
            signaturedoesnotmatch|problem|stop|unable|unauthorized|won t ";

/// What persons write, and programs rarely do.
pub(super) const PERSON: Words = "after |also |although |always |but |every |getting |however |i |i m |i am |i have |intermittent|it |\
            my |never |does not |doesn t |sent |not |only |our |random|since |some |sometimes |that |the |then |\
            they |this |trying |until |via |we |when |where |while |with |without |you |your |contains |await |axios |fetch |let |\
            new formdata|requests |const ";

/// What it is about.
pub(super) const TOPIC: Words = "403|accessdenied|amazon|authorizationquery|authorizationheader|aws|backblaze|boto|bucket|ec2|\
            expires in|instance profile|iam |minio|object storage|pre sign|presign|r2 |s3|sigv4|\
            signaturedoesnotmatch|signature|signed url|signed link|signedurl|x amz";
