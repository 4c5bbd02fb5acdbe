// Uppy's dashboard with its plugin @uppy/aws-s3: all that the plugin wants of a service is one function, `signRequest`.

const problem = (text) => { document.querySelector("#problem").textContent = text; };

async function ask(path, body) {
  const options = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, body ? options : undefined);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

/** What the service calls the uploads, by their keys. */
const ids = new Map();

async function begin() {
  // The published packages, in one file. No credential is here, and none ever gets here.
  const { AwsS3, Dashboard, Uppy } = await import("./uppy/uppy.mjs");
  const limits = await ask("api/limits");
  const allowedFileTypes = limits.types.filter((type) => !type.endsWith("*") || type.endsWith("/*"));
  const uppy = new Uppy({ restrictions: { maxFileSize: limits.max_size, allowedFileTypes } });
  uppy.use(Dashboard, { target: "#uppy", inline: true, theme: "auto" });
  uppy.use(AwsS3, {
    // As the service does: it signs a part for its length.
    shouldUseMultipart: ({ size }) => size > limits.max_put,
    getChunkSize: () => limits.part_size,
    // Only a name for the first request of a file. The service chooses the key, which it answers.
    generateObjectKey: ({ id }) => id,
    async signRequest(request) {
      const file = request.uploadId ? null : uppy.getFile(request.key);
      const known = { ...request, id: ids.get(request.key) };
      // With the folders that it was dropped in.
      const name = file?.meta.relativePath || file?.name;
      const about = file && { name, size: file.size, type: file.type || "application/octet-stream" };
      const { url, key, headers, id } = await ask("api/uppy", { ...known, file: about });
      if (id) ids.set(key, id);
      return { url, key, headers };
    },
  });
  uppy.on("upload-success", (_file, { body: { key } }) => {
    // The service looks whether the file is there, and signs nothing more for it.
    ask(`api/uploads/${ids.get(key)}/complete`, {}).catch((error) => problem(error.message));
  });
  globalThis.uppy = uppy;
}

begin().catch((error) => problem(`Uppy does not start: ${error.message} The README says how to get it.`));
