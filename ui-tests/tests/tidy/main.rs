//! Rules about the sources that the compiler does not keep. A fault is told as `file:line: what`.

mod rules;
mod source;

use source::Source;
use std::{
    fs,
    path::{Path, PathBuf},
};

#[test]
fn sources_are_tidy() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut faults: Vec<String> = Vec::new();
    let mut files = 0;
    for file in rust_files(&root) {
        let path = file.strip_prefix(&root).unwrap();
        let name = path.iter().map(|part| part.to_str().unwrap()).collect::<Vec<_>>().join("/");
        let source = Source::new(&name, &fs::read_to_string(&file).unwrap());
        faults.extend(rules::check(&source));
        files += 1;
    }
    assert!(files > 30, "only {files} files were found");
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Every Rust file in a `src` folder of the workspace, in order. A member may hold members.
fn rust_files(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let members = entries(root).into_iter().flat_map(|member| [entries(&member), vec![member]].concat());
    let mut folders: Vec<PathBuf> = members.map(|member| member.join("src")).collect();
    while let Some(folder) = folders.pop() {
        for path in entries(&folder) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}
