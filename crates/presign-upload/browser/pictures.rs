//! Pictures of the page, to be looked at: the README shows one.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use presign_upload::service::Limits;
use serde_json::json;

use crate::driver::with_page;
use crate::page::{Page, content};
use crate::{PANEL, UPLOAD};

/// A picture of a picture: hills in the evening.
const HILLS: &str = "
    const canvas = new OffscreenCanvas(640, 420), c = canvas.getContext('2d');
    const sky = c.createLinearGradient(0, 0, 0, 420);
    sky.addColorStop(0, arguments[0]); sky.addColorStop(1, arguments[1]);
    c.fillStyle = sky; c.fillRect(0, 0, 640, 420);
    c.fillStyle = '#fff6d8'; c.beginPath(); c.arc(arguments[4], 150, 42, 0, 7); c.fill();
    for (const [y, color] of [[250, arguments[2]], [320, arguments[3]]]) {
      c.fillStyle = color; c.beginPath(); c.moveTo(0, 420); c.lineTo(0, y);
      for (let x = 0; x <= 640; x += 8) c.lineTo(x, y + 34 * Math.sin(x / 90 + y) + 14 * Math.sin(x / 31));
      c.lineTo(640, 420); c.fill();
    }
    const done = arguments[5];
    canvas.convertToBlob({ type: 'image/png' }).then((blob) => blob.bytes()).then((bytes) => done(bytes.toBase64()));
";

/// Writes pictures into the folder that `PRESIGN_UPLOAD_PICTURES` names.
#[test]
#[ignore = "it writes pictures, and asserts nothing"]
fn pictures_are_taken() {
    let folder = PathBuf::from(env::var_os("PRESIGN_UPLOAD_PICTURES").expect("PRESIGN_UPLOAD_PICTURES names a folder"));
    let limits = Limits { max_put: 8 << 20, ..Limits::default() };
    with_page(limits, async |page| {
        take_all(page, &folder, "empty").await;
        crate::record::open_camera(page).await;
        take_all(page, &folder, "recording").await;
        page.press("#recording", "close").await;
        crate::record::edit(page, "four.png").await;
        take_all(page, &folder, "editing").await;
        page.press("#editing", "close").await;
        let colors = [
            ("hills in the evening.png", json!(["#2d4a8a", "#f2a65e", "#5a4a78", "#2e2c4f", 470])),
            ("hills in the morning.png", json!(["#8fc7e8", "#f9e3c0", "#7fa56b", "#4c7a55", 150])),
        ];
        for (name, colors) in colors {
            let colors = colors.as_array().unwrap().clone();
            let picture = page.client.execute_async(HILLS, colors).await.unwrap();
            arrive(page, name, &Base64::decode_vec(picture.as_str().unwrap()).unwrap()).await;
        }
        arrive(page, "minutes of the meeting.txt", b"We met.\n").await;
        // Else the list of uploads is as long as that of the files.
        page.reload().await;
        page.limit_network(3 << 20).await;
        page.choose("recording of the talk.zip", &content(52 << 20)).await;
        page.wait_until(&format!("document.querySelectorAll('{UPLOAD} .has-arrived').length >= 2")).await;
        page.choose("drawing.svg", b"<svg/>").await;
        take_all(page, &folder, "sending").await;
        page.press("#gallery > li", "share").await;
        page.wait_for_text("#share-end", "Good until").await;
        take_all(page, &folder, "dialog").await;
        page.press("#share", "close").await;
        page.press("#uploads > li:last-child", "pause").await;
        page.press("#uploads > li:last-child", "stop").await;
        page.choose("measurements.csv", &content(30_000)).await;
        page.wait_for_state("arrived").await;
        page.press(UPLOAD, "signed").await;
        page.press(PANEL, "again").await;
        page.wait_for_text("#misuse-answer", "412").await;
        take_all(page, &folder, "signed").await;
        page.press(PANEL, "close").await;
        let choose = "const choice = document.querySelector('#language'); choice.value = 'de';
                      choice.dispatchEvent(new Event('change'));";
        page.client.execute(choose, vec![]).await.unwrap();
        page.take_network_away().await;
        page.choose(
            "ein sehr langer Name, wie ihn niemand geben sollte, der ihn auf einem Telefon lesen will.txt",
            b"a",
        )
        .await;
        page.wait_for_state("offline").await;
        take_all(page, &folder, "german").await;
    });
}

pub(crate) async fn take_all(page: &Page, folder: &Path, what: &str) {
    for (scheme, width) in
        ["light", "dark"].into_iter().flat_map(|scheme| [1280, 768, 360].map(|width| (scheme, width)))
    {
        page.set_scheme(scheme).await;
        let picture = take(page, width).await;
        fs::write(folder.join(format!("{what}-{scheme}-{width}.png")), picture).unwrap();
    }
    page.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await;
}

async fn arrive(page: &Page, name: &str, bytes: &[u8]) {
    page.choose(name, bytes).await;
    page.wait_for_state("arrived").await;
    page.wait_until(&format!(
        "[...document.querySelectorAll(':is(#gallery, #others) .name')].some((n) => n.textContent === {})",
        json!(name)
    ))
    .await;
}

/// All of the page at this width.
async fn take(page: &Page, width: u32) -> Vec<u8> {
    let metrics = |height: u64| json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    page.devtools("Emulation.setDeviceMetricsOverride", metrics(800)).await;
    let height = page.get("document.documentElement.scrollHeight").await.as_u64().unwrap();
    page.devtools("Emulation.setDeviceMetricsOverride", metrics(height)).await;
    page.wait_until("[...document.images].every((image) => image.complete && image.naturalWidth > 0)").await;
    let shot = page.devtools("Page.captureScreenshot", json!({ "format": "png" })).await;
    Base64::decode_vec(shot["data"].as_str().unwrap()).unwrap()
}
