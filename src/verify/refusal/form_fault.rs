//! What is wrong with an upload form, one sentence each.

use alloc::string::String;

/// Each variant is one reason and displays as one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FormFault {
    /// The same form field twice: one might meet the condition, and the other be used.
    #[error("the form has the field {0:?} more than once")]
    DuplicateField(String),

    /// The policy is not base64, not JSON, or not a POST policy.
    #[error("the policy of the form cannot be read: {0}")]
    PolicyDocument(&'static str),

    /// A condition of the policy is malformed.
    #[error("the policy of the form cannot be read: its condition on {name:?} {reason}")]
    PolicyCondition {
        /// The field that it is on, or `content-length-range`.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },

    /// Whoever holds a form could add it.
    #[error("the form has the field {0:?}, which no condition of its policy allows")]
    UncoveredField(String),

    /// A field, or the bucket, is not as the policy wants it.
    #[error("the field {0:?} of the form does not meet its condition in the policy")]
    Condition(String),

    /// Less than `content-length-range` allows.
    #[error("the file has {size} bytes: the policy asks for at least {min}")]
    TooSmall {
        /// The file's size in bytes.
        size: u64,
        /// The policy's minimum in bytes.
        min: u64,
    },

    /// More than `content-length-range` allows.
    #[error("the file has {size} bytes: the policy allows at most {max}")]
    TooLarge {
        /// The file's size in bytes.
        size: u64,
        /// The policy's maximum in bytes.
        max: u64,
    },

    /// The key of a form is empty, or not yet that of an object.
    #[error("the key of the form is empty, or ${{filename}} has not been replaced in it")]
    FormKey,
}
