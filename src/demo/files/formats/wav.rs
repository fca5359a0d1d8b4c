//! A WAV writer: triangle tones, 8 bits, mono.

/// Samples per second; enough for tones below 4 kHz.
const SAMPLE_RATE: u32 = 8_000;
/// Samples of one note: a quarter of a second.
const NOTE_SAMPLES: u32 = SAMPLE_RATE / 4;

/// A melody of quarter-second notes, each a frequency in hertz that fades to silence.
///
/// Integer arithmetic only, so that the bytes are the same on every machine.
pub(in crate::demo::files) fn melody(notes: &[u32]) -> Vec<u8> {
    let samples: Vec<u8> = notes
        .iter()
        .flat_map(|note| (0..NOTE_SAMPLES).map(move |at| sample(*note, at)))
        .collect();
    let length = u32::try_from(samples.len()).expect("melodies in the world last seconds");

    let mut file = Vec::with_capacity(samples.len() + 44);
    file.extend(b"RIFF");
    file.extend((length + 36).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend([1, 0, 1, 0]); // PCM, one channel
    file.extend(SAMPLE_RATE.to_le_bytes());
    file.extend(SAMPLE_RATE.to_le_bytes()); // bytes per second
    file.extend([1, 0, 8, 0]); // bytes per sample, bits per sample
    file.extend(b"data");
    file.extend(length.to_le_bytes());
    file.extend(samples);
    file
}

/// One unsigned sample around 128: a triangle of height 80 that fades over the note.
fn sample(hertz: u32, at: u32) -> u8 {
    let phase = (at * hertz % SAMPLE_RATE) * 160 / SAMPLE_RATE;
    let triangle = if phase < 80 { phase } else { 160 - phase };
    let fade = NOTE_SAMPLES - at;
    let height = 128 + triangle * fade / NOTE_SAMPLES - 40 * fade / NOTE_SAMPLES;
    u8::try_from(height).expect("the triangle stays within 88 and 168")
}
