import ContentHash
import Measurements
import ModelCatalog
import Reports
import ResultStore
import Workbench

/// Keeps runs: each one's own files, and the store with the model that ran.
struct RunKeeper: Sendable {
  let places: Places
  /// The directory of the files that flags name, or `nil` for `runs/RUN` beside the store.
  var folder: String?

  /// Checks that a run can be stored, without making anything.
  func check() throws {
    if Files.exists(places.store) {
      try ResultStore(path: places.store, ifAbsent: .fail).close()
    }
    for place in [places.store, folder ?? places.runs] {
      guard let obstacle = Files.writeObstacle(place) else { continue }
      throw FileFailure(path: place, action: "cannot write results", errno: obstacle)
    }
  }

  /// Stores a run of the model in the file at `path`, and gives the record that names its files.
  ///
  /// Where that fails nothing of it is left, unless the user named the files' place.
  func keep(_ run: Measurement, ofModelAt path: String) throws -> Measurement {
    do {
      let kept = try write(run)
      let store = try ResultStore(path: places.store)
      try store.save(kept, of: CatalogedModel(ofRun: kept, at: path))
      try store.close()
      return kept
    } catch {
      if folder == nil { Files.remove("\(places.runs)/\(run.runID)") }
      throw error
    }
  }

  /// Writes the run's own files and gives the record that names them.
  private func write(_ run: Measurement) throws -> Measurement {
    let directory = folder ?? "\(places.runs)/\(run.runID)"
    try Files.makeDirectory(directory)
    let listed = ["layers.csv", "samples.jsonl"].map { "\(directory)/\($0)" }
    var artifacts: [Artifact] = []
    for (path, role, text) in [
      (listed[0], "layers", LayersCSV.text(run)), (listed[1], "samples", SamplesDocument.text(run)),
    ] {
      let bytes = Array(text.utf8)
      try ResultFile.write(bytes, to: path)
      artifacts.append(
        Artifact(
          path: path, byteCount: bytes.count, sha256: SHA256Digest(of: bytes).hexadecimal,
          role: role))
    }
    // The document names itself without a hash, which would be one of itself.
    let document = "\(directory)/run.json"
    let named = run.with(
      artifacts: artifacts
        + [Artifact(path: document, byteCount: 0, sha256: nil, role: "run")])
    try ResultFile.write(RunDocument.text(named), to: document)
    return named
  }
}
