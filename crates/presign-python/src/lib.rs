//! The native part of the Python package `presigned`: classes over the crate `presign`, and nothing of AWS's rules.

mod bucket;
mod credentials;

/// The native part of `presigned`: use that.
#[pyo3::pymodule(name = "_core")]
mod core_module {
    #[pymodule_export]
    use crate::bucket::Bucket;
    #[pymodule_export]
    use crate::credentials::Credentials;
}
