import Failures
import FoundationEssentials
import ModelCatalog
import Reports

/// What a data set is called in the store.
struct SetName: Hashable {
  let name: String

  /// The name that a flag gives, else that of the file or directory at `path`.
  ///
  /// - Throws: ``UnusableSetName``.
  init(_ asked: String?, ofDataAt path: String) throws {
    name = asked ?? URL(filePath: path).standardizedFileURL.lastPathComponent
    guard ModelText.isLine(name, limit: ModelText.dataSetLimit) else {
      throw UnusableSetName(name: name)
    }
  }
}

/// A data set's name that the store does not take.
struct UnusableSetName: Failure, Hashable {
  let name: String

  var exitStatus: ExitStatus { .wrongInput }
  var summary: String {
    "'\(TerminalText.escaping(name, width: 60))' is no name of a data set: one line of 1 to "
      + "\(ModelText.dataSetLimit) bytes"
  }
  var remedy: String? { "name the set with --dataset" }
}

/// A model's file that is another one than what was evaluated.
struct ReplacedModel: Failure, Hashable {
  let path: String

  var summary: String {
    "\(TerminalText.escaping(path)): the file changed while it was evaluated; nothing was stored"
  }
  var remedy: String? { "run it again with --save" }
}
