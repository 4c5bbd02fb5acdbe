//! The native part of the Python package `presigned`: classes over the crate `presign`, and nothing of AWS's rules.

mod address;
mod arrow;
mod batch;
mod body;
mod bucket;
mod column;
mod convert;
mod credentials;
mod errors;
mod explain;
mod python;
mod signer;
mod signing;
mod tokens;
mod verify;

/// The native part of `presigned`: use that.
#[pyo3::pymodule(name = "_core")]
mod core_module {
    #[pymodule_export]
    use crate::bucket::Bucket;
    #[pymodule_export]
    use crate::column::Column;
    #[pymodule_export]
    use crate::credentials::{Credentials, fetch_credentials};
    #[pymodule_export]
    use crate::explain::explain;
    #[pymodule_export]
    use crate::signer::Signer;
    #[pymodule_export]
    use crate::tokens::{bedrock, codecommit, dsql, eks, elasticache, memorydb, msk, rds};
    #[pymodule_export]
    use crate::verify::verify;

    /// Refuses a second interpreter in the process: classes and what they keep belong to the first. Python from 3.12 on
    /// asks for it before; each interpreter has a module `sys` of its own.
    #[pymodule_init]
    fn init(module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
        static FIRST: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
        let own = module.py().import("sys")?.as_ptr() as usize;
        if *FIRST.get_or_init(|| own) == own {
            return Ok(());
        }
        Err(pyo3::exceptions::PyImportError::new_err("presigned does not support subinterpreters: import it in one"))
    }
}
