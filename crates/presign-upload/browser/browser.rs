//! The page in a real browser.
//!
//! Each fault that was once found by hand has a test that names it. Those of the page are here, those of the service in
//! `../tests`:
//!
//! | fault | test |
//! |---|---|
//! | F1 names, types and owners are lost at a restart | `a_restart_loses_nothing` |
//! | F2 a forgetful service is read as "it is gone" | `a_restart_loses_nothing`, `what_was_given_up_is_said` |
//! | F3 "deleted" is said of what is there | `a_deletion_is_confirmed_by_the_bucket_alone` |
//! | F4 two tabs, one upload | `tabs` |
//! | F5 no ETag | `a_tag_that_cannot_be_read_is_said_after_the_first_part` |
//! | F6 all files are hashed at once | `many_files_wait_their_turn`, `load_of_many_files` |
//! | F7 offline is a failure | `upload_goes_on_when_the_network_is_back`, `page_without_a_network_waits_for_it` |
//! | F8 a limit that only deleting lifts | `a_busy_service_is_waited_for`, `room_is_not_overbooked` |
//! | F9 any file is taken for the interrupted one | `another_file_is_not_taken_for_the_interrupted_one` |
//! | F10 files that change | `a_file_that_is_gone_is_said` |
//! | F11 an operator's mistakes | `a_bucket_that_keeps_the_page_out_is_said`, `failed_part_is_sent_again_alone`, `doctor` |
//! | F12 a double click deletes | `finished_is_removed_and_files_are_deleted` |
//! | F13 broken previews | `previews_never_break` |
//! | F14 links without an end | `share` |
//! | F15 behind a proxy | `page_works_below_a_path`, `other_hosts_and_other_content_are_refused` |
//! | F16 long lists | `long_lists_have_pages_and_a_search` |
//! | F17 bars in forced colours | `bars_are_seen_in_forced_colours` |
//! | F18 folders, order, duplicates | `folders`, `files_are_uploaded_once`, `many_files_wait_their_turn` |
//! | F19 no limits at first | `a_service_that_is_late_is_waited_for` |
//! | F20 a policy that locks everybody out | `rules_that_are_there_are_not_replaced` |
//! | F21 9,000 parts | `many_parts_have_one_bar`, `load_of_a_large_file` |
//! | F22 nothing for all at once | `all_are_paused_resumed_and_cancelled_at_once` |
//! | F23 one part of many is explained | `every_part_can_be_looked_at_and_linked` |
//! | F24 names that systems allow | `names_are_what_others_may_see`, `names_turn_nothing_around_them` |
//! | F25 the page of Uppy | `npm_uppy_uploads_through_presigned_parts`, `npm_uppys_page_has_the_look_of_the_other` |
//! | F26 a live region for each row | `many_files_wait_their_turn` |
//! | F27 narrow screens | `nothing_sticks_out_at_any_width`, `narrow_screens_have_menus` |
//! | F28 phones | `a_phone_has_a_camera` |
//! | F29 caches and headers | `the_page_is_sent_once`, `every_answer_keeps_the_page_to_itself` |
//! | F30 a log that says nothing | `an_operator_sees_what_happens` |

mod driver;
mod failures;
mod faults;
mod folders;
mod kept;
mod language;
mod load;
mod looks;
mod misuse;
#[cfg(feature = "npm")]
mod npm;
mod page;
mod pictures;
mod record;
mod resume;
mod share;
mod tabs;
mod uploads;

/// The newest upload.
const UPLOAD: &str = "#uploads > li";
/// The newest file in the bucket.
const CARD: &str = ":is(#gallery, #others) > li";
/// What was signed.
const PANEL: &str = ".signed";

const MIB: usize = 1 << 20;
/// Bytes in a second with which no part arrives while a test lasts.
const STANDSTILL: i64 = 1 << 14;

/// Parts as small as S3 accepts them.
fn small_parts() -> presign_upload::service::Limits {
    presign_upload::service::Limits { max_put: 5 << 20, part_size: 5 << 20, ..Default::default() }
}
