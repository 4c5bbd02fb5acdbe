//! Users, links that were used, and what is known of objects, in one SQLite file.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use presign::{Credentials, Timestamp};
use presign_tower::Refusal;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Who has an access key.
#[derive(Clone, Debug)]
pub struct User {
    /// The only bucket that it may use.
    pub bucket: String,
}

/// What is known of an object.
#[derive(Clone, Debug, Default)]
pub(crate) struct Object {
    pub(crate) key: String,
    /// The name of its file.
    pub(crate) file: String,
    pub(crate) size: u64,
    pub(crate) etag: String,
    pub(crate) modified: u64,
    /// Headers to answer with, such as `content-type`: one in a line.
    pub(crate) headers: String,
}

/// What an object replaces, and which link is used up by that.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    /// Nothing may be there: `if-none-match: *`.
    pub(crate) only_new: bool,
    pub(crate) link: Option<([u8; 32], Timestamp)>,
}

/// The database. Clones share it.
#[derive(Clone, Debug)]
pub struct Database(Arc<Mutex<Connection>>);

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS users (access_key_id TEXT PRIMARY KEY, secret TEXT NOT NULL, bucket TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS links (link BLOB PRIMARY KEY, until INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS objects (bucket TEXT NOT NULL, key TEXT NOT NULL, file TEXT NOT NULL,
        size INTEGER NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL, headers TEXT NOT NULL,
        PRIMARY KEY (bucket, key));
    CREATE TABLE IF NOT EXISTS uploads (id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL,
        headers TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS parts (upload TEXT NOT NULL, number INTEGER NOT NULL, file TEXT NOT NULL,
        size INTEGER NOT NULL, etag TEXT NOT NULL, PRIMARY KEY (upload, number));
";

impl Database {
    /// Opens the database in this file, or makes it.
    ///
    /// # Errors
    /// It cannot be opened, or is not one.
    pub fn open(file: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(file)?;
        connection.execute_batch(TABLES)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Adds a user, or replaces the secret and the bucket of one.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn add_user(&self, access_key_id: &str, secret: &str, bucket: &str) -> rusqlite::Result<()> {
        let sql = "INSERT OR REPLACE INTO users VALUES (?, ?, ?)";
        self.lock().execute(sql, params![access_key_id, secret, bucket]).map(drop)
    }

    /// No statement is left half done when a thread panics: SQLite undoes it.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn user(&self, access_key_id: &str) -> Result<Option<(Credentials, User)>, Refusal> {
        let sql = "SELECT secret, bucket FROM users WHERE access_key_id = ?";
        let row = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, User { bucket: row.get(1)? }));
        let found = self.lock().query_row(sql, [access_key_id], row).optional().map_err(refusal)?;
        Ok(found.map(|(secret, user)| (Credentials::new(access_key_id, secret), user)))
    }

    /// Whether something was stored by this link.
    pub(crate) fn is_used(&self, link: [u8; 32]) -> Result<bool, Refusal> {
        self.lock().query_row("SELECT count(*) FROM links WHERE link = ?", [&link[..]], is_some).map_err(refusal)
    }

    pub(crate) fn object(&self, bucket: &str, key: &str) -> Result<Option<Object>, Refusal> {
        let sql = "SELECT key, file, size, etag, modified, headers FROM objects WHERE bucket = ? AND key = ?";
        self.lock().query_row(sql, params![bucket, key], object).optional().map_err(refusal)
    }

    /// The objects after this key, in order.
    pub(crate) fn objects(&self, bucket: &str, prefix: &str, after: &str, most: usize) -> Result<Vec<Object>, Refusal> {
        let sql = "SELECT key, file, size, etag, modified, headers FROM objects
            WHERE bucket = ?1 AND key > ?2 AND substr(key, 1, length(?3)) = ?3 ORDER BY key LIMIT ?4";
        let connection = self.lock();
        let mut statement = connection.prepare_cached(sql).map_err(refusal)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![bucket, after, prefix, most], object).map_err(refusal)?;
        rows.collect::<Result<_, _>>().map_err(refusal)
    }

    /// Puts an object in its place, and uses up the link, or does neither. Returns the file of what was there before.
    pub(crate) fn put(&self, bucket: &str, new: &Object, terms: Terms) -> Result<Option<String>, Refusal> {
        let mut connection = self.lock();
        let transaction = connection.transaction().map_err(refusal)?;
        let sql = "SELECT file FROM objects WHERE bucket = ? AND key = ?";
        let old: Option<String> =
            transaction.query_row(sql, params![bucket, new.key], |row| row.get(0)).optional().map_err(refusal)?;
        if old.is_some() && terms.only_new {
            let status = axum::http::StatusCode::PRECONDITION_FAILED;
            return Err(Refusal::new(status, "PreconditionFailed", "there is an object of this key"));
        }
        if let Some((link, until)) = terms.link {
            // What has expired is refused as that.
            let now = Timestamp::now().unix_seconds();
            transaction.execute("DELETE FROM links WHERE until < ?", [now.cast_signed()]).map_err(refusal)?;
            let sql = "INSERT OR IGNORE INTO links VALUES (?, ?)";
            if transaction.execute(sql, params![&link[..], until.unix_seconds().cast_signed()]).map_err(refusal)? == 0 {
                return Err(Refusal::denied("the link was used before"));
            }
        }
        let Object { key, file, size, etag, modified, headers } = new;
        let sql = "INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?)";
        let row = params![bucket, key, file, size.cast_signed(), etag, modified.cast_signed(), headers];
        transaction.execute(sql, row).map_err(refusal)?;
        transaction.commit().map_err(refusal)?;
        Ok(old)
    }

    /// Returns its file.
    pub(crate) fn delete(&self, bucket: &str, key: &str) -> Result<Option<String>, Refusal> {
        let sql = "DELETE FROM objects WHERE bucket = ? AND key = ? RETURNING file";
        self.lock().query_row(sql, params![bucket, key], |row| row.get(0)).optional().map_err(refusal)
    }

    pub(crate) fn begin_upload(&self, id: &str, bucket: &str, key: &str, headers: &str) -> Result<(), Refusal> {
        let sql = "INSERT INTO uploads VALUES (?, ?, ?, ?)";
        self.lock().execute(sql, params![id, bucket, key, headers]).map(drop).map_err(refusal)
    }

    /// The headers of an upload in parts.
    pub(crate) fn upload(&self, id: &str, bucket: &str, key: &str) -> Result<String, Refusal> {
        let sql = "SELECT headers FROM uploads WHERE id = ? AND bucket = ? AND key = ?";
        let found = self.lock().query_row(sql, params![id, bucket, key], |row| row.get(0)).optional();
        let status = axum::http::StatusCode::NOT_FOUND;
        found.map_err(refusal)?.ok_or_else(|| Refusal::new(status, "NoSuchUpload", "there is no such upload"))
    }

    /// Returns the file of what was there before.
    pub(crate) fn put_part(&self, upload: &str, number: u32, part: &Object) -> Result<Option<String>, Refusal> {
        let connection = self.lock();
        let sql = "SELECT file FROM parts WHERE upload = ? AND number = ?";
        let old = connection.query_row(sql, params![upload, number], |row| row.get(0)).optional().map_err(refusal)?;
        let sql = "INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?)";
        let row = params![upload, number, part.file, part.size.cast_signed(), part.etag];
        connection.execute(sql, row).map_err(refusal)?;
        Ok(old)
    }

    pub(crate) fn parts(&self, upload: &str) -> Result<Vec<(u32, Object)>, Refusal> {
        let connection = self.lock();
        let sql = "SELECT number, file, size, etag FROM parts WHERE upload = ? ORDER BY number";
        let mut statement = connection.prepare_cached(sql).map_err(refusal)?;
        let part = |row: &Row<'_>| {
            let size = row.get::<_, i64>(2)?.unsigned_abs();
            Ok((row.get(0)?, Object { file: row.get(1)?, size, etag: row.get(3)?, ..Object::default() }))
        };
        let rows = statement.query_map([upload], part).map_err(refusal)?;
        rows.collect::<Result<_, _>>().map_err(refusal)
    }

    pub(crate) fn end_upload(&self, upload: &str) -> Result<(), Refusal> {
        let connection = self.lock();
        connection.execute("DELETE FROM parts WHERE upload = ?", [upload]).map_err(refusal)?;
        connection.execute("DELETE FROM uploads WHERE id = ?", [upload]).map(drop).map_err(refusal)
    }
}

fn is_some(row: &Row<'_>) -> rusqlite::Result<bool> {
    Ok(row.get::<_, i64>(0)? > 0)
}

fn object(row: &Row<'_>) -> rusqlite::Result<Object> {
    let (size, modified) = (row.get::<_, i64>(2)?.unsigned_abs(), row.get::<_, i64>(4)?.unsigned_abs());
    Ok(Object { key: row.get(0)?, file: row.get(1)?, size, etag: row.get(3)?, modified, headers: row.get(5)? })
}

/// The database says nothing that a client should see.
#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn refusal(error: rusqlite::Error) -> Refusal {
    eprintln!("the database: {error}");
    Refusal::unavailable("the database cannot be asked now")
}
