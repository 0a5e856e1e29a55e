//! Files as they are in a git revision. Asks the user's own git, which knows every kind of repository, and touches nothing.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::chart::Charts;
use super::walk::is_manifest;
use super::{Excludes, From, LoadError, Loaded, MAX_FILE_SIZE, MAX_LIST_SIZE, too_large};
use crate::manifest::Input;
use crate::yaml::SourceFile;

/// A revision of the repository that holds the current directory.
#[derive(Debug)]
pub(crate) struct Revision {
    name: String,
    commit: String,
}

/// A file of a revision.
struct Blob {
    id: String,
    size: u64,
    path: PathBuf,
}

impl Revision {
    /// Finds a revision by any name that git knows: a branch, a tag, `HEAD~3`.
    ///
    /// # Errors
    /// If git is missing, the current directory is in no repository, or the name is unknown.
    pub(crate) fn find(name: &str) -> Result<Self, LoadError> {
        let commit = format!("{name}^{{commit}}");
        let found = git(
            &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit].map(OsString::from),
            name,
        )?;
        Ok(Self { name: name.to_owned(), commit: String::from_utf8_lossy(&found).trim().to_owned() })
    }

    /// Reads the manifests that the arguments name, as [`load`](super::load) reads them from the work tree; standard
    /// input is the same on both sides and left out.
    ///
    /// # Errors
    /// If git fails. A path that the revision does not have yields nothing.
    pub(crate) fn load<T>(
        &self,
        from: &[(From, Excludes)],
        make: impl Fn(usize, Input) -> T,
    ) -> Result<Loaded<T>, LoadError> {
        let roots: Vec<Option<PathBuf>> = from.iter().map(|(from, _)| from.path().map(tidy)).collect();
        let listing = self.list_all(&roots)?;
        let files: BTreeSet<&Path> = listing.iter().map(|blob| blob.path.as_path()).collect();
        let mut charts = Charts::new(|folder| files.contains(folder.join("Chart.yaml").as_path()));
        let mut wanted: Vec<(&Blob, usize)> = Vec::new();
        for blob in &listing {
            let argument = roots.iter().zip(from).position(|(root, (_, excludes))| {
                root.as_ref().is_some_and(|root| is_wanted(&blob.path, root, excludes))
            });
            wanted.extend(argument.map(|argument| (blob, argument)));
        }
        wanted.sort_by_key(|(_, argument)| *argument);
        let (items, arguments, from, failures) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut loaded = Loaded { items, arguments, from, failures };
        for ((blob, argument), source) in wanted.iter().zip(self.read(&wanted)?) {
            let refused = source.is_none().then(|| too_large(MAX_FILE_SIZE));
            let source = source.unwrap_or_else(|| SourceFile::new(blob.path.to_string_lossy(), ""));
            let named = roots[*argument].as_ref() == Some(&blob.path);
            let input = Input { chart: charts.of_template(&blob.path), source, refused, named, live: None };
            loaded.items.push(make(*argument, input));
            loaded.arguments.push(*argument);
            loaded.from.push(From::Path(blob.path.clone()));
        }
        Ok(loaded)
    }

    /// One file as it is in the revision; `None` if the revision does not have it.
    ///
    /// # Errors
    /// If git fails, or the file is too large.
    pub(crate) fn file(&self, path: &Path) -> Result<Option<SourceFile>, LoadError> {
        let path = tidy(path);
        let listing = self.list(std::slice::from_ref(&path))?;
        let Some(blob) = listing.into_iter().find(|blob| blob.path == path) else { return Ok(None) };
        if blob.size > MAX_LIST_SIZE {
            let name = path.to_string_lossy().into_owned();
            return Err(LoadError::TooLarge { name, limit: MAX_LIST_SIZE });
        }
        // Lists may be larger than what is read beside them.
        let blob = Blob { size: 0, ..blob };
        Ok(self.read(&[(&blob, 0)])?.pop().flatten())
    }

    /// The files below the current directory, and below roots outside of it.
    fn list_all(&self, roots: &[Option<PathBuf>]) -> Result<Vec<Blob>, LoadError> {
        let outside: Vec<PathBuf> =
            roots.iter().flatten().filter(|path| path.starts_with("..")).cloned().collect();
        let mut listing = self.list(&[])?;
        if !outside.is_empty() {
            listing.extend(self.list(&outside)?);
        }
        Ok(listing)
    }

    /// The files of the revision below the current directory, by path.
    fn list(&self, paths: &[PathBuf]) -> Result<Vec<Blob>, LoadError> {
        let mut args: Vec<OsString> =
            ["ls-tree", "-r", "-z", "-l", &self.commit, "--"].map(OsString::from).into();
        args.extend(paths.iter().map(OsString::from));
        let listing = git(&args, &self.name)?;
        let mut blobs: Vec<Blob> = listing.split(|byte| *byte == 0).filter_map(parse_entry).collect();
        blobs.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(blobs)
    }

    /// The contents of files, in order; `None` for one that is too large.
    fn read(&self, blobs: &[(&Blob, usize)]) -> Result<Vec<Option<SourceFile>>, LoadError> {
        let fits = |blob: &Blob| blob.size <= MAX_FILE_SIZE;
        let fitting: Vec<&Blob> = blobs.iter().map(|(blob, _)| *blob).filter(|blob| fits(blob)).collect();
        let mut contents =
            cat(&fitting).map_err(|error| failure(&self.name, &error.to_string()))?.into_iter();
        let sources = blobs.iter().map(|(blob, _)| {
            let bytes = if fits(blob) { contents.next() } else { None };
            bytes.map(|bytes| SourceFile::from_bytes(blob.path.to_string_lossy(), bytes))
        });
        Ok(sources.collect())
    }
}

/// Whether an argument takes a file that is not left out: it names it, or the file lies below it and ends as manifests do.
fn is_wanted(file: &Path, root: &Path, excludes: &Excludes) -> bool {
    let below = root.as_os_str().is_empty() || file.starts_with(root);
    if file == root {
        return !excludes.matches_named(file);
    }
    below && is_manifest(file) && !excludes.matches_below(root, file)
}

/// Runs git in the current directory.
fn git(args: &[OsString], revision: &str) -> Result<Vec<u8>, LoadError> {
    let output = Command::new("git").args(args).stdin(Stdio::null()).output();
    let output = output.map_err(|error| failure(revision, &format!("cannot run git: {error}")))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().filter(|line| !line.is_empty()).unwrap_or("no such revision");
    Err(failure(revision, said))
}

fn failure(revision: &str, problem: &str) -> LoadError {
    LoadError::Git { revision: revision.to_owned(), problem: problem.to_owned() }
}

/// `MODE blob ID SIZE<TAB>PATH`; links and submodules are passed over.
fn parse_entry(entry: &[u8]) -> Option<Blob> {
    let tab = entry.iter().position(|byte| *byte == b'\t')?;
    let (facts, path) = (std::str::from_utf8(&entry[..tab]).ok()?, &entry[tab + 1..]);
    let mut facts = facts.split_whitespace();
    let (mode, kind, id, size) = (facts.next()?, facts.next()?, facts.next()?, facts.next()?);
    let is_file = kind == "blob" && mode.starts_with("100");
    is_file.then(|| Blob { id: id.to_owned(), size: size.parse().unwrap_or_default(), path: path_of(path) })
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// The contents of objects, in order, through one `git cat-file --batch`.
fn cat(blobs: &[&Blob]) -> io::Result<Vec<Vec<u8>>> {
    let mut child = Command::new("git")
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let names: String = blobs.iter().flat_map(|blob| [blob.id.as_str(), "\n"]).collect();
    let stdin = child.stdin.take();
    // Written beside the reading: git answers while it is asked, and would wait for a reader.
    let writer =
        std::thread::spawn(move || stdin.map_or(Ok(()), |mut stdin| stdin.write_all(names.as_bytes())));
    let mut answer = Vec::new();
    if let Some(mut stdout) = child.stdout.take() {
        stdout.read_to_end(&mut answer)?;
    }
    child.wait()?;
    writer.join().map_err(|_| io::Error::other("git could not be asked"))??;
    parse_batch(&answer, blobs.len())
}

/// `ID blob SIZE<LF>CONTENT<LF>`, as often as was asked.
fn parse_batch(mut answer: &[u8], count: usize) -> io::Result<Vec<Vec<u8>>> {
    let cut_off = || io::Error::other("git ended in the middle of a file");
    let mut contents = Vec::with_capacity(count);
    for _ in 0..count {
        let line = answer.iter().position(|byte| *byte == b'\n').ok_or_else(cut_off)?;
        let header = String::from_utf8_lossy(&answer[..line]);
        let size: usize = header.rsplit(' ').next().and_then(|size| size.parse().ok()).ok_or_else(cut_off)?;
        let content = answer.get(line + 1..line + 1 + size).ok_or_else(cut_off)?;
        contents.push(content.to_vec());
        answer = answer.get(line + size + 2..).unwrap_or_default();
    }
    Ok(contents)
}

/// The path as git writes it: without `.` at its front.
fn tidy(path: &Path) -> PathBuf {
    path.components().filter(|part| !matches!(part, std::path::Component::CurDir)).collect()
}
