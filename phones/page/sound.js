// Sound without a microphone: a short hum, made here, that stands in for a spoken message.

const RATE = 8000;

/** A WAV file (8 kHz, 8 bit, one channel) of `seconds` of soft hum, as base64. */
export function humming(seconds) {
  const count = Math.round(seconds * RATE);
  const bytes = new Uint8Array(44 + count);
  const view = new DataView(bytes.buffer);
  const name = (at, letters) =>
    [...letters].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  name(0, "RIFF");
  view.setUint32(4, 36 + count, true);
  name(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  name(36, "data");
  view.setUint32(40, count, true);
  for (let n = 0; n < count; n += 1) {
    const t = n / RATE;
    const pitch = 190 + 30 * Math.sin(2 * Math.PI * 0.8 * t);
    // Swelling and fading about three times a second, as syllables do.
    const loudness = 0.28 * Math.abs(Math.sin(Math.PI * 3.1 * t)) * Math.min(1, t * 8, (seconds - t) * 8);
    bytes[44 + n] = 128 + Math.round(127 * loudness * Math.sin(2 * Math.PI * pitch * t));
  }
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** "0:07" */
export function lengthText(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
