// What uppy.html imports, in one file. A front end with a bundler imports the packages themselves.

import "@uppy/core/css/style.min.css";
import "@uppy/dashboard/css/style.min.css";

export { default as AwsS3 } from "@uppy/aws-s3";
export { default as Uppy } from "@uppy/core";
export { default as Dashboard } from "@uppy/dashboard";
