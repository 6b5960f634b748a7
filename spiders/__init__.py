"""One file per outlet edition: data only. File, spider and fixture folder share a name."""
