//! Certificates for the demonstration: an authority, and what it issues.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, Error, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PublicKeyData,
};

/// An authority with a new key.
pub type Authority = CertifiedIssuer<'static, KeyPair>;

/// Makes an authority, which is what IAM Roles Anywhere calls a trust anchor.
///
/// # Errors
/// - There are no random numbers.
pub fn authority() -> Result<Authority, Error> {
    let mut params = params("Example authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}

/// Issues the certificate of a key, of which only the public half is needed.
///
/// # Errors
/// - The authority cannot sign.
pub fn certificate(
    authority: &Authority,
    key: &impl PublicKeyData,
) -> Result<presign::Certificate, Box<dyn std::error::Error>> {
    let mut params = params("Example workload");
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let certificate = params.signed_by(key, authority)?;
    Ok(presign::Certificate::from_der(certificate.der().to_vec())?)
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params
}
