//! Who is in the demo world, and what each of them keeps.
//!
//! Contoso's fourth user, Dora, has no folder: her OneDrive was never provisioned.

mod alice;
mod bob;
mod chen;
mod eve;
mod farid;
mod gina;
mod odd_names;
mod series;

use super::folder::Folder;

/// Everything, as `<tenant>/<user>/…`.
pub(super) fn world() -> Folder {
    let mut world = Folder::default();
    let contoso = world.folder("contoso");
    alice::fill(contoso.folder("alice"));
    bob::fill(contoso.folder("bob"));
    chen::fill(contoso.folder("chen"));
    let fabrikam = world.folder("fabrikam");
    eve::fill(fabrikam.folder("eve"));
    farid::fill(fabrikam.folder("farid"));
    gina::fill(world.folder("northwind").folder("gina"));
    world
}

/// A text of `assets/`.
macro_rules! asset_text {
    ($path:literal) => {
        include_str!(concat!("../assets/", $path))
    };
}

/// A clip or photograph of `assets/`.
macro_rules! asset_bytes {
    ($path:literal) => {
        bytes::Bytes::from_static(include_bytes!(concat!("../assets/", $path)))
    };
}

use {asset_bytes, asset_text};
