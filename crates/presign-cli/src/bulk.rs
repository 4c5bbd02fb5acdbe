//! Many keys: one a line in, one URL a line out.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write as _};
use std::mem;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

use crate::encoding;
use crate::failure::Failure;
use crate::lines::Blocks;
use crate::listing::Lines;

/// How many bytes are read at once: enough to keep all cores at work, little enough to hold.
const READ: usize = 1 << 20;
/// How many keys a core takes at once.
const KEYS: usize = 256;
/// How many blocks of lines may wait to be written.
const WAITING: usize = 2;

/// What was made of some keys.
#[derive(Default)]
struct Piece {
    output: String,
    /// One sentence a line, each with the number of its line.
    complaints: String,
    keys: u64,
    bad: u64,
}

/// What was made of the lines that were read at once, in their order.
struct Signed {
    pieces: Vec<Piece>,
    keys: u64,
    read: u64,
}

/// Signs for each line of a file, or of standard input if its name is `-`, on all cores, and prints in the order of the
/// lines. `sign` appends the output for a key.
pub(crate) fn run(
    path: &Path,
    lines: &Lines<'_>,
    sign: impl Fn(&str, &mut String) -> Result<(), presign::Error> + Sync,
) -> Result<(), Failure> {
    let unread = |error| Failure::Read { path: path.into(), error };
    let (input, size) = open(path).map_err(unread)?;
    let (sender, receiver) = sync_channel(WAITING);
    let (read, written) = thread::scope(|scope| {
        let writer = scope.spawn(move || write(&receiver, size));
        let read = sign_blocks(Blocks::new(input, lines.end), lines, &sign, &sender);
        drop(sender);
        (read, writer.join())
    });
    // The writer's panic, if it ever has one, continues here.
    let (bad, keys) = written.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    read.map_err(unread)?;
    match (bad, keys) {
        // What a command that failed passes on in a pipe must not look like success.
        (0, 0) => Err(Failure::EmptyList { path: path.into() }),
        (0, _) => Ok(()),
        _ => Err(Failure::BadKeys { bad, keys }),
    }
}

/// Signs for the lines of all blocks, and sends the output to the writer.
fn sign_blocks(
    mut blocks: Blocks<Box<dyn BufRead>>,
    lines: &Lines<'_>,
    sign: &(impl Fn(&str, &mut String) -> Result<(), presign::Error> + Sync),
    writer: &SyncSender<Signed>,
) -> io::Result<()> {
    let (mut before, mut is_first) = (0, true);
    while let Some(mut block) = blocks.next()? {
        if mem::take(&mut is_first) {
            remove_mark(&mut block.text, lines.end)?;
        }
        if block.text.is_empty() {
            continue;
        }
        let texts = split(&block.text, lines.end);
        let pieces = sign_all(&texts, lines, before, sign);
        before += texts.len() as u64;
        let keys = pieces.iter().map(|piece| piece.keys).sum();
        if writer.send(Signed { pieces, keys, read: block.read }).is_err() {
            // The writer has given up, and will say why.
            break;
        }
    }
    Ok(())
}

/// What ends with NUL cannot be told from UTF-16, and is no text that an editor has marked.
fn remove_mark(text: &mut Vec<u8>, end: u8) -> io::Result<()> {
    if end == 0 { Ok(()) } else { encoding::without_mark(text) }
}

/// Standard input or a file, and its size if that is known.
fn open(path: &Path) -> io::Result<(Box<dyn BufRead>, Option<u64>)> {
    if path == Path::new("-") {
        return Ok((Box::new(BufReader::with_capacity(READ, io::stdin())), None));
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let size = metadata.is_file().then_some(metadata.len());
    Ok((Box::new(BufReader::with_capacity(READ, file)), size))
}

/// The lines without their ends, which are LF or CR LF, or NUL.
fn split(text: &[u8], end: u8) -> Vec<&[u8]> {
    let lines = text.strip_suffix(&[end]).unwrap_or(text).split(|byte| *byte == end);
    lines.map(|line| line.strip_suffix(b"\r").filter(|_| end != 0).unwrap_or(line)).collect()
}

/// Signs for lines on all cores; `before` is how many came before them.
fn sign_all(
    texts: &[&[u8]],
    lines: &Lines<'_>,
    before: u64,
    sign: &(impl Fn(&str, &mut String) -> Result<(), presign::Error> + Sync),
) -> Vec<Piece> {
    let pieces = texts.par_chunks(KEYS).enumerate();
    pieces
        .map(|(i, texts)| {
            let mut piece = Piece::default();
            let numbers = before + (i * KEYS) as u64 + 1..;
            let what = if lines.end == 0 { "key" } else { "line" };
            for (number, text) in numbers.zip(texts) {
                let result = match lines.key(text) {
                    Ok(None) => continue,
                    Ok(Some(key)) => {
                        sign(&key, &mut piece.output).map_err(|error| Cow::Owned(format!("{error} ({})", error.code())))
                    }
                    Err(sentence) => Err(sentence),
                };
                piece.keys += 1;
                if let Err(sentence) = result {
                    piece.bad += 1;
                    // Writing to a `String` cannot fail.
                    let _ = writeln!(piece.complaints, "presign: {what} {number}: {sentence}");
                }
            }
            piece
        })
        .collect()
}

/// Writes what comes until nothing more comes; how many keys were bad, and how many there were.
fn write(receiver: &Receiver<Signed>, size: Option<u64>) -> Result<(u64, u64), Failure> {
    let bar = progress_bar(size);
    let (mut keys, mut bad) = (0, 0);
    for signed in receiver {
        // The bar leaves the terminal for that long.
        bar.suspend(|| print(&signed.pieces))?;
        keys += signed.keys;
        bad += signed.pieces.iter().map(|piece| piece.bad).sum::<u64>();
        bar.inc(signed.read);
        bar.set_message(format!("{keys} keys"));
    }
    bar.finish_and_clear();
    Ok((bad, keys))
}

fn print(pieces: &[Piece]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    for Piece { output, complaints, .. } in pieces {
        stdout.write_all(output.as_bytes()).map_err(Failure::write)?;
        // Standard error may be closed; the exit code still tells.
        let _ = io::stderr().write_all(complaints.as_bytes());
    }
    stdout.flush().map_err(Failure::write)
}

/// Drawn on standard error, if that is a terminal.
fn progress_bar(size: Option<u64>) -> ProgressBar {
    let (bar, template) = match size {
        Some(size) => (ProgressBar::new(size), "{bar:40} {percent:>3} %, {msg}, {eta} left"),
        None => (ProgressBar::no_length(), "{spinner} {msg}, {elapsed}"),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr());
    bar.set_message("0 keys");
    // The templates above are good.
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}
