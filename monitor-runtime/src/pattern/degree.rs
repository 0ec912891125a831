//! Comparisons that say by how much.

/// At twice a threshold 16 to 1, at the threshold even.
///
/// Sharp enough that what is clearly beyond all thresholds is nearly certain, and blunt enough that a tenth beyond is not: 0.59.
const SHARPNESS: i32 = 4;

/// How far a value is above a threshold: 0 at nothing, a half at the threshold, towards 1 beyond (Hill's curve). What is not a number is not
/// above.
pub(super) fn above(value: f64, threshold: f64) -> f64 {
    if value > 0.0 { 1.0 / (1.0 + (threshold / value).powi(SHARPNESS)) } else { 0.0 }
}

/// How far a value is below a threshold.
pub(super) fn below(value: f64, threshold: f64) -> f64 {
    not(above(value, threshold))
}

/// How far not.
pub(super) fn not(degree: f64) -> f64 {
    1.0 - degree
}

/// How far all hold: as far as the one that holds least (Zadeh 1965).
pub(super) fn all(degrees: &[f64]) -> f64 {
    degrees.iter().copied().fold(1.0, f64::min)
}
