//! What the environment and the profile say about endpoints, read as botocore reads it.

use std::borrow::Cow;

use crate::environment::Environment;
use crate::error::{Error, Reason};
use crate::profile::Profile;

/// Reads what the environment and the profile say about endpoints, and in which place: the environment counts before the
/// profile.
///
/// Source: AWS SDKs and Tools Reference Guide, "Settings reference"; botocore 1.44.8.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    environment: &'a Environment,
    profile: Option<&'a Profile>,
}

/// Where a setting can be.
enum Place {
    Variable(&'static str),
    Profile(&'static str),
    /// In a profile, below `s3 =`.
    S3(&'static str),
}

use Place::{Profile as P, S3, Variable};

/// A setting: its places, from the one that counts before the others.
type Places = &'static [Place];

const ACCELERATE: Places = &[S3("use_accelerate_endpoint")];
const ADDRESSING_STYLE: Places = &[S3("addressing_style")];
const ARN_REGION: Places = &[Variable("AWS_S3_USE_ARN_REGION"), P("s3_use_arn_region"), S3("use_arn_region")];
const DUAL_STACK: Places = &[Variable("AWS_USE_DUALSTACK_ENDPOINT"), P("use_dualstack_endpoint")];
const DUAL_STACK_OF_S3: Places = &[S3("use_dualstack_endpoint")];
const FIPS: Places = &[Variable("AWS_USE_FIPS_ENDPOINT"), P("use_fips_endpoint")];
const IGNORE_ENDPOINTS: Places =
    &[Variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), P("ignore_configured_endpoint_urls")];
const SIGNATURE_VERSION: Places = &[S3("signature_version")];
const US_EAST_1: Places = &[
    Variable("AWS_S3_US_EAST_1_REGIONAL_ENDPOINT"),
    P("s3_us_east_1_regional_endpoint"),
    S3("us_east_1_regional_endpoint"),
];

/// Says where a bucket's name is to be in the URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "there is no third place")]
pub enum Style {
    /// `https://HOST/BUCKET/KEY`.
    Path,
    /// `https://BUCKET.HOST/KEY`.
    VirtualHosted,
}

impl<'a> Settings<'a> {
    /// Reads those of an environment and a profile.
    #[must_use]
    pub fn new(environment: &'a Environment, profile: Option<&'a Profile>) -> Self {
        Self { environment, profile }
    }

    /// Returns the endpoint of S3 instead of AWS's own, and how its place is called in sentences.
    ///
    /// # Errors
    /// - `no-such-services`: the profile names a section `[services NAME]` that there is not.
    /// - `malformed-setting`: a setting is not in its form.
    pub fn endpoint(&self) -> Result<Option<(String, String)>, Error> {
        self.endpoint_of("s3", "AWS_ENDPOINT_URL_S3")
    }

    /// The endpoint of a service instead of AWS's own, and how its place is called in sentences.
    fn endpoint_of(&self, service: &str, variable_of_service: &'static str) -> Result<Option<(String, String)>, Error> {
        if self.is_set(IGNORE_ENDPOINTS)? {
            return Ok(None);
        }
        for name in [variable_of_service, "AWS_ENDPOINT_URL"] {
            if let Some(url) = self.environment.variable(name)? {
                return Ok(Some((url, name.into())));
            }
        }
        let Some(profile) = self.profile else { return Ok(None) };
        let of_service = profile.service_setting(service, "endpoint_url")?;
        let url = of_service.or(profile.setting("endpoint_url")?);
        Ok(url.map(|url| (url.into(), format!("endpoint_url of the profile {}", profile.name))))
    }

    /// The endpoint of STS instead of AWS's own, and how its place is called in sentences.
    pub(crate) fn endpoint_of_sts(&self) -> Result<Option<(String, String)>, Error> {
        self.endpoint_of("sts", "AWS_ENDPOINT_URL_STS")
    }

    /// Returns the place that asks for an endpoint of STS other than the regional ones of AWS, such as those that a cluster
    /// of EKS accepts tokens for.
    ///
    /// # Errors
    /// As [`endpoint`](Self::endpoint).
    pub fn other_sts(&self) -> Result<Option<String>, Error> {
        let other = self.endpoint_of_sts()?.map(|(_, place)| place);
        let dual_stack = if self.is_set(DUAL_STACK)? { self.find(DUAL_STACK)?.map(|(_, place)| place) } else { None };
        Ok(other.or(dual_stack))
    }

    /// Returns whether Transfer Acceleration is wanted.
    ///
    /// # Errors
    /// - `malformed-setting`: the setting is neither `true` nor `false`.
    pub fn accelerate(&self) -> Result<bool, Error> {
        self.is_set(ACCELERATE)
    }

    /// Returns whether endpoints for IPv6 and IPv4 are wanted.
    ///
    /// # Errors
    /// - `malformed-setting`: the setting is neither `true` nor `false`.
    pub fn dual_stack(&self) -> Result<bool, Error> {
        Ok(self.is_set(DUAL_STACK_OF_S3)? || self.is_set(DUAL_STACK)?)
    }

    /// Returns whether FIPS endpoints are wanted.
    ///
    /// # Errors
    /// - `malformed-setting`: the setting is neither `true` nor `false`.
    pub fn fips(&self) -> Result<bool, Error> {
        self.is_set(FIPS)
    }

    /// Returns where the bucket's name is to be, and the place that says so.
    ///
    /// # Errors
    /// - `malformed-setting`: the setting is not `auto`, `path` or `virtual`.
    pub fn style(&self) -> Result<Option<(Style, String)>, Error> {
        let style = self.choose(
            ADDRESSING_STYLE,
            &[("auto", None), ("path", Some(Style::Path)), ("virtual", Some(Style::VirtualHosted))],
            "auto, path or virtual",
        )?;
        Ok(style.zip(self.find(ADDRESSING_STYLE)?.map(|(_, place)| place)))
    }

    /// Returns whether the endpoint without a region is wanted for us-east-1.
    ///
    /// # Errors
    /// - `malformed-setting`: the setting is neither `legacy` nor `regional`.
    pub fn us_east_1_is_global(&self) -> Result<bool, Error> {
        self.choose(US_EAST_1, &[("legacy", true), ("regional", false)], "legacy or regional")
    }

    /// Returns the place that says that an ARN must not be of a region other than the one that is set.
    ///
    /// # Errors
    /// - `malformed-setting`: the setting is neither `true` nor `false`.
    pub fn refuses_region_of_arn(&self) -> Result<Option<String>, Error> {
        let is_no = self.choose(ARN_REGION, &[("false", true), ("true", false)], BOOLEAN)?;
        Ok(self.find(ARN_REGION)?.map(|(_, place)| place).filter(|_| is_no))
    }

    /// Refuses what would ask for signatures other than those of Signature Version 4.
    ///
    /// # Errors
    /// - `malformed-setting`: the setting is not `s3v4`.
    pub fn check_signature_version(&self) -> Result<(), Error> {
        self.choose(SIGNATURE_VERSION, &[("s3v4", ())], "s3v4: this program signs with Signature Version 4 alone")
    }

    fn is_set(&self, places: Places) -> Result<bool, Error> {
        self.choose(places, &[("true", true), ("false", false)], BOOLEAN)
    }

    /// What a setting means; the default of the type where there is none. AWS's tools compare in any case.
    fn choose<T: Copy + Default>(
        &self,
        places: Places,
        meanings: &[(&str, T)],
        wanted: &'static str,
    ) -> Result<T, Error> {
        let Some((value, place)) = self.find(places)? else { return Ok(T::default()) };
        let meaning = meanings.iter().find(|(name, _)| value.eq_ignore_ascii_case(name));
        meaning.map(|(_, meaning)| *meaning).ok_or(Error(Reason::Setting { place, wanted }))
    }

    /// A setting, and how its place is called in sentences.
    fn find(&self, places: Places) -> Result<Option<(Cow<'a, str>, String)>, Error> {
        for place in places {
            let value = match (place, self.profile) {
                (Variable(name), _) => self.environment.variable(name)?.map(Cow::Owned),
                (P(name), Some(profile)) => profile.setting(name)?.map(Cow::Borrowed),
                (S3(name), Some(profile)) => profile.nested("s3", name)?.map(Cow::Borrowed),
                (_, None) => None,
            };
            let of_profile = self.profile.map_or("", |profile| &profile.name);
            let place = match place {
                Variable(name) => (*name).into(),
                P(name) => format!("{name} of the profile {of_profile}"),
                S3(name) => format!("{name}, below s3 in the profile {of_profile},"),
            };
            if let Some(value) = value {
                return Ok(Some((value, place)));
            }
        }
        Ok(None)
    }
}

const BOOLEAN: &str = "true or false";
