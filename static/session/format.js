// Which of a clip's files this browser gets: MP4 if it plays H.264, else WebM where the set has it.
const H264 = 'video/mp4; codecs="avc1.64001f"';

/**
 * `name` of the format, its media `type`, and the `video`'s address with its `sha256`.
 * `other`: not the one for this browser, but the other, where there is one.
 */
export function playable(trial, other = false) {
  const playsMp4 = document.createElement("video").canPlayType(H264) !== "";
  return trial.webm && playsMp4 === other
    ? { name: "webm", type: "video/webm", ...trial.webm }
    : { name: "mp4", type: "video/mp4", video: trial.video, sha256: trial.sha256 };
}
