//! The two spellings of a letter with a mark, in one character or in two.
//!
//! Source: Unicode Standard Annex 15, "Unicode Normalization Forms", and the table `UnicodeData.txt` of Unicode 14:
//! every pair that NFC composes, of the scripts that names of files are written in, and of signs. Left out are
//! compatibility ideographs, which Apple's file systems do not replace either. The order of several marks is kept.

use alloc::string::String;

/// Each mark, and the letters without it and with it.
const PAIRS: [(char, &str); 54] = [
    (
        '\u{300}',
        "AÀEÈIÌOÒUÙaàeèiìoòuùÜǛüǜNǸnǹЕЀИЍеѐиѝĒḔēḕŌṐōṑWẀwẁÂẦâầĂẰăằÊỀêềÔỒôồƠỜơờƯỪưừYỲyỳἀἂἁἃἈἊἉἋἐἒἑἓἘἚἙἛἠἢἡἣἨἪἩἫ\
         ἰἲἱἳἸἺἹἻὀὂὁὃὈὊὉὋὐὒὑὓὙὛὠὢὡὣὨὪὩὫαὰεὲηὴιὶοὸυὺωὼΑᾺΕῈΗῊ᾿῍ϊῒΙῚ῾῝ϋῢΥῪ¨῭ΟῸΩῺ",
    ),
    (
        '\u{301}',
        "AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćLĹlĺNŃnńRŔrŕSŚsśZŹzźÜǗüǘGǴgǵÅǺåǻÆǼæǽØǾøǿ¨΅ΑΆΕΈΗΉΙΊΟΌΥΎΩΏϊΐαάεέηήιίϋΰοόυύ\
         ωώϒϓГЃКЌгѓкќÇḈçḉĒḖēḗÏḮïḯKḰkḱMḾmḿÕṌõṍŌṒōṓPṔpṕŨṸũṹWẂwẃÂẤâấĂẮăắÊẾêếÔỐôốƠỚơớƯỨưứἀἄἁἅἈἌἉἍἐἔἑἕἘἜἙἝἠἤἡἥἨἬἩἭ\
         ἰἴἱἵἸἼἹἽὀὄὁὅὈὌὉὍὐὔὑὕὙὝὠὤὡὥὨὬὩὭ᾿῎῾῞",
    ),
    ('\u{302}', "AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥJĴjĵSŜsŝWŴwŵYŶyŷZẐzẑẠẬạậẸỆẹệỌỘọộ"),
    ('\u{303}', "AÃNÑOÕaãnñoõIĨiĩUŨuũVṼvṽÂẪâẫĂẴăẵEẼeẽÊỄêễÔỖôỗƠỠơỡƯỮưữYỸyỹ"),
    ('\u{304}', "AĀaāEĒeēIĪiīOŌoōUŪuūÜǕüǖÄǞäǟȦǠȧǡÆǢæǣǪǬǫǭÖȪöȫÕȬõȭȮȰȯȱYȲyȳИӢиӣУӮуӯGḠgḡḶḸḷḹṚṜṛṝαᾱΑᾹιῑΙῙυῡΥῩ"),
    ('\u{306}', "AĂaăEĔeĕGĞgğIĬiĭOŎoŏUŬuŭУЎИЙийуўЖӁжӂАӐаӑЕӖеӗȨḜȩḝẠẶạặαᾰΑᾸιῐΙῘυῠΥῨ"),
    ('\u{307}', "CĊcċEĖeėGĠgġIİZŻzżAȦaȧOȮoȯBḂbḃDḊdḋFḞfḟHḢhḣMṀmṁNṄnṅPṖpṗRṘrṙSṠsṡŚṤśṥŠṦšṧṢṨṣṩTṪtṫWẆwẇXẊxẋYẎyẏſẛ"),
    (
        '\u{308}',
        "AÄEËIÏOÖUÜaäeëiïoöuüyÿYŸΙΪΥΫιϊυϋϒϔЕЁІЇеёіїАӒаӓӘӚәӛЖӜжӝЗӞзӟИӤиӥОӦоӧӨӪөӫЭӬэӭУӰуӱЧӴчӵЫӸыӹHḦhḧÕṎõṏŪṺūṻWẄ\
         wẅXẌxẍtẗ",
    ),
    ('\u{309}', "AẢaảÂẨâẩĂẲăẳEẺeẻÊỂêểIỈiỉOỎoỏÔỔôổƠỞơởUỦuủƯỬưửYỶyỷ"),
    ('\u{30a}', "AÅaåUŮuůwẘyẙ"),
    ('\u{30b}', "OŐoőUŰuűУӲуӳ"),
    ('\u{30c}', "CČcčDĎdďEĚeěLĽlľNŇnňRŘrřSŠsšTŤtťZŽzžAǍaǎIǏiǐOǑoǒUǓuǔÜǙüǚGǦgǧKǨkǩƷǮʒǯjǰHȞhȟ"),
    ('\u{30f}', "AȀaȁEȄeȅIȈiȉOȌoȍRȐrȑUȔuȕѴѶѵѷ"),
    ('\u{311}', "AȂaȃEȆeȇIȊiȋOȎoȏRȒrȓUȖuȗ"),
    ('\u{313}', "αἀΑἈεἐΕἘηἠΗἨιἰΙἸοὀΟὈυὐωὠΩὨρῤ"),
    ('\u{314}', "αἁΑἉεἑΕἙηἡΗἩιἱΙἹοὁΟὉυὑΥὙωὡΩὩρῥΡῬ"),
    ('\u{31b}', "OƠoơUƯuư"),
    ('\u{323}', "BḄbḅDḌdḍHḤhḥKḲkḳLḶlḷMṂmṃNṆnṇRṚrṛSṢsṣTṬtṭVṾvṿWẈwẉZẒzẓAẠaạEẸeẹIỊiịOỌoọƠỢơợUỤuụƯỰưựYỴyỵ"),
    ('\u{324}', "UṲuṳ"),
    ('\u{325}', "AḀaḁ"),
    ('\u{326}', "SȘsșTȚtț"),
    ('\u{327}', "CÇcçGĢgģKĶkķLĻlļNŅnņRŖrŗSŞsşTŢtţEȨeȩDḐdḑHḨhḩ"),
    ('\u{328}', "AĄaąEĘeęIĮiįUŲuųOǪoǫ"),
    ('\u{32d}', "DḒdḓEḘeḙLḼlḽNṊnṋTṰtṱUṶuṷ"),
    ('\u{32e}', "HḪhḫ"),
    ('\u{330}', "EḚeḛIḬiḭUṴuṵ"),
    ('\u{331}', "BḆbḇDḎdḏKḴkḵLḺlḻNṈnṉRṞrṟTṮtṯZẔzẕhẖ"),
    ('\u{338}', "←↚→↛↔↮⇐⇍⇔⇎⇒⇏∃∄∈∉∋∌∣∤∥∦∼≁≃≄≅≇≈≉=≠≡≢≍≭<≮>≯≤≰≥≱≲≴≳≵≶≸≷≹≺⊀≻⊁⊂⊄⊃⊅⊆⊈⊇⊉⊢⊬⊨⊭⊩⊮⊫⊯≼⋠≽⋡⊑⋢⊒⋣⊲⋪⊳⋫⊴⋬⊵⋭"),
    ('\u{342}', "ἀἆἁἇἈἎἉἏἠἦἡἧἨἮἩἯἰἶἱἷἸἾἹἿὐὖὑὗὙὟὠὦὡὧὨὮὩὯαᾶ¨῁ηῆ᾿῏ιῖϊῗ῾῟υῦϋῧωῶ"),
    (
        '\u{345}',
        "ἀᾀἁᾁἂᾂἃᾃἄᾄἅᾅἆᾆἇᾇἈᾈἉᾉἊᾊἋᾋἌᾌἍᾍἎᾎἏᾏἠᾐἡᾑἢᾒἣᾓἤᾔἥᾕἦᾖἧᾗἨᾘἩᾙἪᾚἫᾛἬᾜἭᾝἮᾞἯᾟὠᾠὡᾡὢᾢὣᾣὤᾤὥᾥὦᾦὧᾧὨᾨὩᾩὪᾪὫᾫὬᾬὭᾭὮᾮὯᾯὰᾲαᾳ\
         άᾴᾶᾷΑᾼὴῂηῃήῄῆῇΗῌὼῲωῳώῴῶῷΩῼ",
    ),
    ('\u{653}', "\u{627}\u{622}"),
    ('\u{654}', "\u{627}\u{623}\u{648}\u{624}\u{64a}\u{626}\u{6d5}\u{6c0}\u{6c1}\u{6c2}\u{6d2}\u{6d3}"),
    ('\u{655}', "\u{627}\u{625}"),
    ('\u{93c}', "\u{928}\u{929}\u{930}\u{931}\u{933}\u{934}"),
    ('\u{9be}', "\u{9c7}\u{9cb}"),
    ('\u{9d7}', "\u{9c7}\u{9cc}"),
    ('\u{b3e}', "\u{b47}\u{b4b}"),
    ('\u{b56}', "\u{b47}\u{b48}"),
    ('\u{b57}', "\u{b47}\u{b4c}"),
    ('\u{bbe}', "\u{bc6}\u{bca}\u{bc7}\u{bcb}"),
    ('\u{bd7}', "\u{b92}\u{b94}\u{bc6}\u{bcc}"),
    ('\u{c56}', "\u{c46}\u{c48}"),
    ('\u{cc2}', "\u{cc6}\u{cca}"),
    ('\u{cd5}', "\u{cbf}\u{cc0}\u{cc6}\u{cc7}\u{cca}\u{ccb}"),
    ('\u{cd6}', "\u{cc6}\u{cc8}"),
    ('\u{d3e}', "\u{d46}\u{d4a}\u{d47}\u{d4b}"),
    ('\u{d57}', "\u{d46}\u{d4c}"),
    ('\u{dca}', "\u{dd9}\u{dda}\u{ddc}\u{ddd}"),
    ('\u{dcf}', "\u{dd9}\u{ddc}"),
    ('\u{ddf}', "\u{dd9}\u{dde}"),
    ('\u{102e}', "\u{1025}\u{1026}"),
    (
        '\u{1b35}',
        "\u{1b05}\u{1b06}\u{1b07}\u{1b08}\u{1b09}\u{1b0a}\u{1b0b}\u{1b0c}\u{1b0d}\u{1b0e}\u{1b11}\u{1b12}\
         \u{1b3a}\u{1b3b}\u{1b3c}\u{1b3d}\u{1b3e}\u{1b40}\u{1b3f}\u{1b41}\u{1b42}\u{1b43}",
    ),
    (
        '\u{3099}',
        "かがきぎくぐけげこごさざしじすずせぜそぞただちぢつづてでとどはばひびふぶへべほぼうゔゝゞカガキギクグケゲコゴサザシジスズセゼソゾタダチヂツヅテデトドハバヒビフブヘベホボウヴワヷヰヸヱヹヲヺヽヾ",
    ),
    ('\u{309a}', "はぱひぴふぷへぺほぽハパヒピフプヘペホポ"),
];

/// The syllables of Hangul are computed: first, middle and last letters in the order of their code points, where the
/// last may be missing.
mod hangul {
    const SYLLABLES: u32 = 0xac00;
    const FIRST: u32 = 0x1100;
    const MIDDLE: u32 = 0x1161;
    /// One before the first of them, which stands for none.
    const LAST: u32 = 0x11a7;
    const MIDDLES: u32 = 21;
    const LASTS: u32 = 28;
    const COUNT: u32 = 19 * MIDDLES * LASTS;

    /// A place in a row of code points.
    fn place(character: char, start: u32, count: u32) -> Option<u32> {
        u32::from(character).checked_sub(start).filter(|place| *place < count)
    }

    pub(super) fn compose(before: char, letter: char) -> Option<char> {
        if let (Some(first), Some(middle)) = (place(before, FIRST, 19), place(letter, MIDDLE, MIDDLES)) {
            return char::from_u32(SYLLABLES + (first * MIDDLES + middle) * LASTS);
        }
        let syllable = place(before, SYLLABLES, COUNT).filter(|place| place % LASTS == 0)?;
        char::from_u32(SYLLABLES + syllable + place(letter, LAST, LASTS).filter(|last| *last > 0)?)
    }

    pub(super) fn decompose(syllable: char) -> Option<(char, char)> {
        let place = place(syllable, SYLLABLES, COUNT)?;
        let (rest, last) = (place / LASTS, place % LASTS);
        let [before, after] = match last {
            0 => [FIRST + rest / MIDDLES, MIDDLE + rest % MIDDLES],
            last => [SYLLABLES + place - last, LAST + last],
        };
        Some((char::from_u32(before)?, char::from_u32(after)?))
    }
}

/// In as few characters as possible: NFC, in which browsers and most programs write names.
pub(crate) fn composed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match out.chars().next_back().and_then(|before| compose(before, letter)) {
            Some(both) => {
                out.pop();
                out.push(both);
            }
            None => out.push(letter),
        }
    }
    out
}

/// Each letter, then its marks: NFD, in which Apple's file systems give names.
pub(crate) fn decomposed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        decompose(letter, &mut out);
    }
    out
}

fn pairs(letters: &str) -> impl Iterator<Item = (char, char)> {
    letters.chars().step_by(2).zip(letters.chars().skip(1).step_by(2))
}

fn compose(before: char, letter: char) -> Option<char> {
    if letter.is_ascii() {
        return None;
    }
    let of_pair = || {
        let (_, letters) = PAIRS.iter().find(|(mark, _)| *mark == letter)?;
        Some(pairs(letters).find(|(without, _)| *without == before)?.1)
    };
    of_pair().or_else(|| hangul::compose(before, letter))
}

fn decompose(letter: char, out: &mut String) {
    let of_pair = || {
        let with_it =
            |(mark, letters): &(char, &str)| Some((pairs(letters).find(|(_, with)| *with == letter)?.0, *mark));
        PAIRS.iter().filter(|(_, letters)| letters.contains(letter)).find_map(with_it)
    };
    let both = if letter.is_ascii() { None } else { hangul::decompose(letter).or_else(of_pair) };
    match both {
        Some((before, after)) => {
            decompose(before, out);
            out.push(after);
        }
        None => out.push(letter),
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString};

    use unicode_normalization::UnicodeNormalization;

    use super::{composed, decomposed};

    /// All letters that are one character in NFC and several in NFD, of the rows that the table is for.
    fn letters() -> impl Iterator<Item = char> {
        let rows = ('\u{c0}'..'\u{3100}').chain('\u{ac00}'..='\u{d7a3}');
        rows.filter(|letter| letter.nfd().count() > 1 && letter.nfc().eq([*letter]))
    }

    #[test]
    fn letters_are_taken_apart_and_put_together_as_unicode_has_it() {
        for letter in letters().map(|letter| letter.to_string()) {
            let apart: String = letter.nfd().collect();
            assert_eq!((decomposed(&letter), composed(&apart)), (apart, letter));
        }
        assert!(letters().count() > 12_000);
    }

    #[test]
    fn a_text_of_them_is_too() {
        let text: String = letters().step_by(3).flat_map(|letter| ['a', letter, '/', letter, '文', letter]).collect();
        let apart: String = text.nfd().collect();
        assert_eq!(decomposed(&text), apart);
        assert_eq!((composed(&apart), composed(&text), decomposed(&apart)), (text.clone(), text, apart.clone()));
    }
}
