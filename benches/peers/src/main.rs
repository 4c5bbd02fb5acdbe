//! presign compared with other published Rust crates that presign URLs of S3, and with the one that makes SigV4a and tokens:
//! `cargo run --release -p peers`.
//!
//! All sign the four requests of `benches/speed`, and that is checked before they are timed. Each has a file of
//! its own: what stands before its `Box::new` is made once for many URLs, what stands in it is timed.

#![forbid(unsafe_code)]

mod aws_sigv4;
mod case;
mod check;
mod encoded;
mod machine;
mod object_store;
mod others;
mod ours;
mod reqsign_aws_v4;
mod row;
mod rusty_s3;
mod table;
mod timing;

use std::process::ExitCode;

use case::CASES;
use row::{ROWS, Result};
use table::Table;
use timing::Cell;

fn main() -> ExitCode {
    match compare() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn compare() -> Result<()> {
    let mut table = Table::default();
    let mut places = Vec::new();
    let mut cells = Vec::new();
    for (row, signer) in ROWS.iter().enumerate() {
        for (column, case) in CASES.iter().enumerate() {
            let work = signer.work(case)?;
            table.entries[row][column].note = work.note.map(|note| table.add_note(note));
            let Some(mut run) = work.run else { continue };
            if column == 0 {
                table.allocations[row] = allocation_counter::measure(&mut run).count_total;
            }
            places.push((row, column));
            cells.push(Cell::new(run));
        }
    }
    let columns = others::columns()?;
    let first_of_others = cells.len();
    let names: Vec<_> = columns.iter().map(others::Column::name).collect();
    cells.extend(columns.into_iter().flat_map(others::Column::into_cells));
    let mut medians = Vec::new();
    // Who allocates more would else pay for the counting.
    allocation_counter::opt_out(|| medians = timing::medians(cells));
    let others_medians = medians.split_off(first_of_others);
    for ((row, column), median) in places.into_iter().zip(medians) {
        table.entries[row][column].nanoseconds = Some(median);
    }
    println!("{table}");
    others::print(&names, &others_medians);
    println!("{}", machine::describe()?);
    Ok(())
}
