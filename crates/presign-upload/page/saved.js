// What outlives the page: unfinished uploads, and the ids of the files that were uploaded from this browser. Whoever has an
// id can change the file, so it stays here. No URL is kept.

const UPLOADS = "presign-upload.unfinished";
const MINE = "presign-upload.mine";

const read = (name) => {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? {};
  } catch {
    return {};
  }
};

function change(name, doing) {
  const value = read(name);
  doing(value);
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing, or has no room: the upload continues all the same.
  }
}

export const unfinished = () => Object.entries(read(UPLOADS)).map(([id, one]) => ({ ...one, id }));

/** `kept` is the key of its file among those that are kept. */
export const keep = (id, { file: { name, size, lastModified }, path, type, way, kept }) =>
  change(UPLOADS, (all) => { all[id] = { name, path, size, lastModified, type, way, kept }; });

export const forget = (id) => change(UPLOADS, (all) => { delete all[id]; });

export const idOf = (file) => read(MINE)[file];

export const own = (file, id) => change(MINE, (all) => { all[file] = id; });

export const disown = (file) => change(MINE, (all) => { delete all[file]; });
