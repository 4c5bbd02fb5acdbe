//! Bodies of the coding `aws-chunked`. Neither their signatures nor their checksums are compared.

/// What is in the chunks, without sizes, signatures and trailers.
pub(crate) fn decode(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::new();
    loop {
        let end = body.windows(2).position(|pair| pair == b"\r\n")?;
        let line = std::str::from_utf8(&body[..end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?, 16).ok()?;
        if size == 0 {
            return Some(decoded);
        }
        let rest = &body[end + 2..];
        decoded.extend_from_slice(rest.get(..size)?);
        body = rest[size..].strip_prefix(b"\r\n")?;
    }
}
