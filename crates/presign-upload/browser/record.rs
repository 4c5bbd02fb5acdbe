//! What is recorded, and pictures that are edited before they are uploaded. The camera is Chromium's own, which shows a
//! pattern.

use base64ct::{Base64, Encoding};
use presign_upload::service::Limits;
use serde_json::{Value, json};

use crate::UPLOAD;
use crate::driver::with_page;
use crate::page::Page;

const DIALOG: &str = "#recording";

/// Keeps the streams that the page is given, and writes what it uploads where this browser can.
const WATCHED: &str = "
    window.streams = [];
    for (const name of ['getUserMedia', 'getDisplayMedia']) {
      const ask = navigator.mediaDevices[name].bind(navigator.mediaDevices);
      navigator.mediaDevices[name] = async (wanted) => {
        const stream = await ask(name === 'getDisplayMedia' ? { ...wanted, preferCurrentTab: true } : wanted);
        window.streams.push(stream);
        return stream;
      };
    }";

const ENDED: &str = "window.streams.length > 0 && window.streams.every((stream) => stream.getTracks()
                     .every(({ readyState }) => readyState === 'ended'))";

async fn open(page: &Page) {
    page.client.execute(WATCHED, vec![]).await.unwrap();
    page.click("#record").await;
    page.wait_until(&format!("document.querySelector('{DIALOG}')?.open")).await;
}

pub(crate) async fn open_camera(page: &Page) {
    open(page).await;
    page.press(DIALOG, "record-camera").await;
    wait_for_picture(page).await;
}

/// There is a picture to see.
async fn wait_for_picture(page: &Page) {
    page.wait_until(&format!("document.querySelector('{DIALOG} video').videoWidth > 0")).await;
}

#[test]
fn the_camera_and_the_screen_are_recorded() {
    with_page(Limits::default(), async |page| {
        for source in ["record-camera", "record-screen"] {
            open(page).await;
            page.press(DIALOG, source).await;
            wait_for_picture(page).await;
            page.press(DIALOG, "start").await;
            page.wait_for_text(&format!("{DIALOG} [role=timer]"), "0:01").await;
            page.press(DIALOG, "record-stop").await;
            page.wait_until(ENDED).await;
            page.press(DIALOG, "upload").await;
            page.wait_for_state("arrived").await;
        }
        let objects = page.objects();
        assert_eq!(objects.len(), 2);
        for (_, bytes) in objects {
            let is_video = bytes[4..8] == *b"ftyp" || bytes[..4] == *b"\x1a\x45\xdf\xa3";
            assert!(is_video && bytes.len() > 1000, "{} bytes", bytes.len());
        }
    });
}

#[test]
fn a_photo_is_taken() {
    with_page(Limits::default(), async |page| {
        open_camera(page).await;
        page.press(DIALOG, "photo").await;
        page.wait_until(ENDED).await;
        page.press(DIALOG, "upload").await;
        page.wait_for_state("arrived").await;
        assert_eq!(page.objects()[0].1[..3], *b"\xff\xd8\xff");
        page.wait_for_text(&format!("{UPLOAD} .name"), "photo-").await;
    });
}

/// A second click while the browser asks must not leave a camera on that nobody can switch off.
#[test]
fn no_camera_is_left_on() {
    with_page(Limits::default(), async |page| {
        open(page).await;
        let twice = "const camera = document.querySelector('#recording [data-do=record-camera]');
                     camera.click(); camera.click();";
        page.client.execute(twice, vec![]).await.unwrap();
        page.wait_until("window.streams.length === 2").await;
        wait_for_picture(page).await;
        page.press(DIALOG, "close").await;
        page.wait_until(ENDED).await;
    });
}

/// What the service would not take is not thrown away with the dialog.
#[test]
fn a_refused_recording_is_kept() {
    let limits = Limits { types: vec!["image/*".into()], ..Limits::default() };
    with_page(limits, async |page| {
        open_camera(page).await;
        page.press(DIALOG, "start").await;
        page.wait_for_text(&format!("{DIALOG} [role=timer]"), "0:01").await;
        page.press(DIALOG, "record-stop").await;
        page.press(DIALOG, "upload").await;
        page.wait_for_text(&format!("{DIALOG} [role=alert]"), "video/").await;
        assert_eq!(page.get("document.querySelector('#recording').open").await, true);
        assert!(page.objects().is_empty());
    });
}

/// However the dialog is closed, nothing is recorded afterwards, and nothing uploaded.
#[test]
fn nothing_is_recorded_after_the_dialog() {
    with_page(Limits::default(), async |page| {
        for is_recording in [false, true] {
            open_camera(page).await;
            if is_recording {
                page.press(DIALOG, "start").await;
                page.press(DIALOG, "close").await;
            } else {
                page.client.execute("document.querySelector('#recording').close()", vec![]).await.unwrap();
            }
            page.wait_until(ENDED).await;
            page.wait_until("document.activeElement.id === 'record'").await;
        }
        // What a browser refuses is said.
        let refuse =
            "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('Permission denied'); };";
        open(page).await;
        page.client.execute(refuse, vec![]).await.unwrap();
        page.press(DIALOG, "record-camera").await;
        page.wait_for_text(&format!("{DIALOG} [role=alert]"), "There is nothing to record: Permission denied").await;
        assert_eq!(page.get("document.querySelectorAll('#uploads > li').length").await, 0);
    });
}

/// Four fields of color: red and green above blue and white, each of 40 by 30.
const FOUR: &str = "
    const done = arguments[0];
    const canvas = new OffscreenCanvas(80, 60), c = canvas.getContext('2d');
    for (const [color, x, y] of [['#f00', 0, 0], ['#0f0', 40, 0], ['#00f', 0, 30], ['#fff', 40, 30]]) {
      c.fillStyle = color; c.fillRect(x, y, 40, 30);
    }
    canvas.convertToBlob().then((blob) => blob.bytes()).then((bytes) => done(bytes.toBase64()));";

/// The size of a picture, and the colors in the middle of its quarters.
const COLORS: &str = "
    const [bytes, done] = arguments;
    createImageBitmap(new Blob([Uint8Array.fromBase64(bytes)])).then((bitmap) => {
      const { width, height } = bitmap;
      const c = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
      c.drawImage(bitmap, 0, 0);
      const at = (x, y) => [...c.getImageData(width * x, height * y, 1, 1).data.slice(0, 3)].map((b) => b > 127 ? 1 : 0).join('');
      done([width, height, at(.25, .25), at(.75, .25), at(.25, .75), at(.75, .75)]);
    });";

async fn arrived(page: &Page, name: &str) -> Value {
    page.wait_for_state("arrived").await;
    page.wait_for_text(&format!("{UPLOAD} .name"), name).await;
    let mut objects = page.objects();
    let (_, bytes) = objects.pop().unwrap();
    assert!(objects.is_empty());
    page.client.execute_async(COLORS, vec![json!(Base64::encode_string(&bytes))]).await.unwrap()
}

pub(crate) async fn edit(page: &Page, name: &str) {
    let four = page.client.execute_async(FOUR, vec![]).await.unwrap();
    let file = page.file(name, &Base64::decode_vec(four.as_str().unwrap()).unwrap());
    page.choose_in("#picture", &file).await;
    page.wait_until("document.querySelector('#editing')?.open").await;
}

/// Types a number into the field of a side.
async fn type_side(page: &Page, side: &str, value: &str) {
    let script = "const field = document.querySelector(`#editing [data-side=${arguments[0]}]`);
                  field.focus(); field.value = arguments[1]; field.dispatchEvent(new Event('change'));";
    page.client.execute(script, vec![json!(side), json!(value)]).await.unwrap();
}

#[test]
fn a_picture_is_turned_and_mirrored() {
    with_page(Limits::default(), async |page| {
        edit(page, "four.png").await;
        page.press("#editing", "turn").await;
        page.press("#editing", "mirror").await;
        page.press("#editing", "upload").await;
        // Turned to the right it is blue and red above white and green.
        assert_eq!(arrived(page, "four.png").await, json!([60, 80, "100", "001", "010", "111"]));
    });
}

#[test]
fn a_picture_is_cropped() {
    with_page(Limits::default(), async |page| {
        edit(page, "four.png").await;
        // A frame keeps inside of the picture.
        for (side, value) in [("left", "20"), ("top", "0"), ("width", "500"), ("height", "30")] {
            type_side(page, side, value).await;
        }
        assert_eq!(page.get("document.querySelector('#editing [data-side=width]').value").await, "60");
        type_side(page, "width", "40").await;
        page.press("#editing", "upload").await;
        assert_eq!(arrived(page, "four.png").await, json!([40, 30, "100", "010", "100", "010"]));
    });
}

#[test]
fn a_frame_is_drawn_and_keeps_its_shape() {
    with_page(Limits::default(), async |page| {
        edit(page, "four.png").await;
        let draw = "const view = document.querySelector('#editing canvas');
                    const { left, top, width, height } = view.getBoundingClientRect();
                    view.setPointerCapture = () => {};
                    const at = (type, x, y) => view.dispatchEvent(new PointerEvent(type, {
                      clientX: left + x * width, clientY: top + y * height, pointerId: 1, bubbles: true }));
                    at('pointerdown', .75, .75); at('pointermove', .25, .5); at('pointerup', .25, .5);
                    const shape = document.querySelector('#editing select');
                    shape.value = '1:1'; shape.dispatchEvent(new Event('change'));";
        page.client.execute(draw, vec![]).await.unwrap();
        let sides = "[...document.querySelectorAll('#editing [data-side]')].map(({ value }) => Number(value))";
        assert_eq!(page.get(sides).await, json!([20, 30, 30, 30]));
        page.press("#editing", "reset").await;
        assert_eq!(page.get(sides).await, json!([0, 0, 80, 60]));
    });
}

#[test]
fn what_cannot_be_edited_is_said() {
    with_page(Limits::default(), async |page| {
        let file = page.file("broken.png", b"no picture");
        page.choose_in("#picture", &file).await;
        page.wait_for_text("#left-out", ": pictures in JPEG, PNG and WebP").await;
        assert!(page.objects().is_empty());
    });
}
