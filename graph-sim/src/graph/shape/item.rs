//! A whole item. What is `None` is not in the JSON.

use serde::Serialize;
use serde_json::Value;

use super::facets::{
    FileFacet, FileSystemInfo, FolderFacet, IdentitySet, MalwareFacet, Marker, PackageFacet,
    ParentReference, PhotoFacet, RemoteItem, SharedFacet, SpecialFolderFacet, Writer,
};

/// A `driveItem` in the order in which the service writes it.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DriveItem<'a> {
    #[serde(rename = "@odata.context", skip_serializing_if = "Option::is_none")]
    pub(crate) context: Option<String>,
    #[serde(
        rename = "@microsoft.graph.downloadUrl",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) download_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_date_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) e_tag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_modified_date_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) web_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) c_tag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_by: Option<&'a IdentitySet>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_modified_by: Option<Writer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parent_reference: Option<&'a ParentReference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<FileFacet<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file_system_info: Option<FileSystemInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) folder: Option<FolderFacet>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<Marker>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) malware: Option<MalwareFacet<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) package: Option<PackageFacet<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) photo: Option<PhotoFacet>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remote_item: Option<RemoteItem<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) root: Option<Marker>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shared: Option<SharedFacet>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) special_folder: Option<SpecialFolderFacet>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) thumbnails: Option<Vec<Value>>,
    /// Of a single item, if they are expanded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) children: Option<Vec<Value>>,
}
