//! What each source asks for and what follows from the answers; settings, errors, and what is not shown.

mod answers;
mod made;
mod sources;
