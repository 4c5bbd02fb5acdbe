//! Files that other programs wrote: which encoding they are in.

pub(crate) use presign_credentials::without_mark;
