//! A board and rules of the gateway's kinds, as they are checked in under `dashboards`.

use std::fs;
use std::io::Result;
use std::path::Path;

use monitor::export::{grafana_dashboard, prometheus_rules};

/// Writes them into a folder.
pub(crate) fn write(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for (name, text) in [("grafana.json", grafana_dashboard()), ("rules.yml", prometheus_rules())] {
        fs::write(folder.join(name), text)?;
        println!("{}", folder.join(name).display());
    }
    Ok(())
}
