//! Paints landscapes: sky, sun, three ranges of hills and a lake, all from one seed.
//!
//! Integers only, so that a picture has the same bytes on every machine.

use super::formats::png::Indexed;

const WIDTH: u32 = 480;
const HEIGHT: u32 = 320;
/// Colors of the sky from top to horizon; the sun and the hills follow in the palette.
const SKY_STEPS: u32 = 120;
const SUN: u8 = 120;
const SUN_RADIUS: u32 = 22;
const HILLS: u8 = 121;
const LAKE: u8 = 124;
/// Row at which the water begins.
const LAKE_FROM: u32 = HEIGHT * 7 / 8;
/// Distance of the points between which a range of hills is drawn smoothly.
const RIDGE_STEP: u32 = 60;

/// Sky at the top, sky at the horizon, sun, near hills.
type Mood = [[u8; 3]; 4];

const MOODS: [Mood; 5] = [
    [
        [38, 92, 170],
        [205, 228, 244],
        [255, 250, 225],
        [38, 84, 60],
    ], // noon
    [
        [64, 50, 110],
        [250, 176, 120],
        [255, 232, 170],
        [48, 36, 62],
    ], // dusk
    [
        [90, 130, 160],
        [250, 214, 200],
        [255, 244, 214],
        [66, 84, 78],
    ], // morning
    [[12, 18, 44], [58, 76, 120], [236, 238, 224], [14, 22, 36]], // night
    [
        [120, 140, 150],
        [214, 220, 218],
        [240, 240, 230],
        [70, 82, 72],
    ], // fog
];

/// A landscape of 480 by 320 pixels as a PNG file.
pub(super) fn landscape(seed: u32) -> Vec<u8> {
    let scene = Scene::new(seed);
    let mut pixels = Vec::new();
    for y in 0..HEIGHT {
        pixels.extend(
            (0..WIDTH)
                .zip(0..)
                .map(|(x, column)| scene.pixel(x, y, column)),
        );
    }
    Indexed {
        width: WIDTH,
        palette: palette(&MOODS[seed as usize % MOODS.len()]),
        pixels,
    }
    .encode()
}

struct Scene {
    sun: (u32, u32),
    /// Upper edges of the three ranges of hills, one height for each column, the farthest first.
    ridges: [Vec<u32>; 3],
}

impl Scene {
    fn new(seed: u32) -> Self {
        let sun_x = WIDTH / 6 + noise(seed, 91) % (WIDTH * 2 / 3);
        let sun_y = HEIGHT / 6 + noise(seed, 92) % (HEIGHT / 5);
        let ridges = [0, 1, 2].map(|range| ridge(seed * 7 + range, 120 + 45 * range));
        Self {
            sun: (sun_x, sun_y),
            ridges,
        }
    }

    /// Index into the palette; `column` is `x` as an index.
    fn pixel(&self, x: u32, y: u32, column: usize) -> u8 {
        if y >= LAKE_FROM {
            // Ripples: short strokes in which the horizon shows.
            let ripple = y.is_multiple_of(3) && noise(y, (x + y * 5) / 24).is_multiple_of(6);
            return if ripple { SUN - 1 } else { LAKE };
        }
        let nearest = self
            .ridges
            .iter()
            .zip([HILLS, HILLS + 1, HILLS + 2])
            .rev()
            .find(|(ridge, _)| y >= ridge[column]);
        if let Some((_, hills)) = nearest {
            return hills;
        }
        let (dx, dy) = (x.abs_diff(self.sun.0), y.abs_diff(self.sun.1));
        if dx * dx + dy * dy < SUN_RADIUS * SUN_RADIUS {
            return SUN;
        }
        u8::try_from(y * SKY_STEPS / LAKE_FROM).expect("the sky has fewer steps than a byte")
    }
}

/// The upper edge of a range of hills, at most 80 pixels below `top`, for each column.
fn ridge(seed: u32, top: u32) -> Vec<u32> {
    let summit = |cell| noise(seed, cell) % 80;
    (0..WIDTH)
        .map(|x| {
            let (cell, t) = (x / RIDGE_STEP, x % RIDGE_STEP);
            // Smoothstep in whole numbers: 3t² - 2t³ with t a part of the step.
            let whole = RIDGE_STEP * RIDGE_STEP * RIDGE_STEP;
            let eased = t * t * (3 * RIDGE_STEP - 2 * t);
            top + (summit(cell) * (whole - eased) + summit(cell + 1) * eased) / whole
        })
        .collect()
}

fn palette(mood: &Mood) -> Vec<[u8; 3]> {
    let [top, horizon, sun, near] = *mood;
    let mut palette: Vec<[u8; 3]> = (0..SKY_STEPS)
        .map(|step| blend(top, horizon, step, SKY_STEPS))
        .collect();
    palette.push(sun);
    palette.extend([2, 4, 6].map(|step| blend(horizon, near, step, 6)));
    palette.push(blend(top, near, 1, 3));
    palette
}

/// The color `step` of `steps` on the way between two.
fn blend(from: [u8; 3], to: [u8; 3], step: u32, steps: u32) -> [u8; 3] {
    std::array::from_fn(|channel| {
        let (from, to) = (u32::from(from[channel]), u32::from(to[channel]));
        let mixed = (from * (steps - step) + to * step) / steps;
        u8::try_from(mixed).expect("a mean of two bytes is a byte")
    })
}

/// A well-mixed number for a place (the finalizer of `MurmurHash3`).
fn noise(seed: u32, place: u32) -> u32 {
    let mut value = seed.wrapping_mul(0x9e37_79b9) ^ place.wrapping_mul(0x85eb_ca6b);
    value = (value ^ (value >> 16)).wrapping_mul(0x85eb_ca6b);
    value = (value ^ (value >> 13)).wrapping_mul(0xc2b2_ae35);
    value ^ (value >> 16)
}
