//! A key in a device that speaks PKCS#11, such as an HSM or a smart card. It never leaves the device.

use std::error::Error;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use presign::{StringToSign, ecdsa_der};
use rcgen::{PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, PublicKeyData, SignatureAlgorithm};

/// A key in a device.
#[derive(Debug)]
pub struct Device {
    session: Session,
    key: ObjectHandle,
    public_key: Vec<u8>,
    kind: Kind,
}

/// The kind of a key.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// On the curve P-256.
    Ec,
    /// With 2048 bits.
    Rsa,
}

/// The object identifier of P-256, in DER.
const P_256: [u8; 10] = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

impl Device {
    /// Logs in to the first token, and makes a key that is gone with the session.
    ///
    /// # Errors
    /// - There is no such library, no token in it, or the PIN is wrong.
    pub fn with_new_key(module: &str, pin: &str, kind: Kind) -> Result<Self, Box<dyn Error>> {
        let library = Pkcs11::new(module)?;
        library.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))?;
        let slots = library.get_slots_with_initialized_token()?;
        let session = library.open_rw_session(*slots.first().ok_or("no token")?)?;
        session.login(UserType::User, Some(&AuthPin::new(pin.into())))?;
        let (mechanism, kind_of_key) = match kind {
            Kind::Ec => (Mechanism::EccKeyPairGen, Attribute::EcParams(P_256.into())),
            Kind::Rsa => (Mechanism::RsaPkcsKeyPairGen, Attribute::ModulusBits(2048.into())),
        };
        let private = [Attribute::Sensitive(true), Attribute::Extractable(false), Attribute::Sign(true)];
        let (public, key) = session.generate_key_pair(&mechanism, &[kind_of_key, Attribute::Verify(true)], &private)?;
        let public_key = public_key(&session, public)?;
        Ok(Self { session, key, public_key, kind })
    }

    /// Signs a string with the key.
    ///
    /// # Errors
    /// - The device does not sign.
    pub fn sign(&self, string: &StringToSign) -> Result<Vec<u8>, Box<dyn Error>> {
        match self.kind {
            // It signs hashes, and returns r and s.
            Kind::Ec => Ok(ecdsa_der(&self.session.sign(&Mechanism::Ecdsa, self.key, &string.hash())?)?),
            Kind::Rsa => Ok(self.session.sign(&Mechanism::Sha256RsaPkcs, self.key, string.as_str().as_bytes())?),
        }
    }
}

/// The public key as a certificate has it.
fn public_key(session: &Session, key: ObjectHandle) -> Result<Vec<u8>, Box<dyn Error>> {
    let wanted = [AttributeType::EcPoint, AttributeType::Modulus, AttributeType::PublicExponent];
    match &session.get_attributes(key, &wanted)?[..] {
        // In an octet string of 65 bytes.
        [Attribute::EcPoint(point)] => Ok(point.get(2..).ok_or("no point")?.to_vec()),
        [Attribute::Modulus(modulus), Attribute::PublicExponent(exponent)] => {
            Ok(der(0x30, &[integer(modulus), integer(exponent)].concat()))
        }
        other => Err(format!("no public key: {other:?}").into()),
    }
}

/// A positive number in DER.
fn integer(number: &[u8]) -> Vec<u8> {
    let zero: &[u8] = if number.first().is_some_and(|byte| *byte >= 0x80) { &[0] } else { &[] };
    der(0x02, &[zero, number].concat())
}

fn der(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len().to_be_bytes();
    let length = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    let count = u8::try_from(length.len()).unwrap_or_default();
    let head = if value.len() < 0x80 { [&[tag], length].concat() } else { [&[tag, 0x80 | count], length].concat() };
    [&head, value].concat()
}

impl PublicKeyData for Device {
    fn der_bytes(&self) -> &[u8] {
        &self.public_key
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        match self.kind {
            Kind::Ec => &PKCS_ECDSA_P256_SHA256,
            Kind::Rsa => &PKCS_RSA_SHA256,
        }
    }
}
