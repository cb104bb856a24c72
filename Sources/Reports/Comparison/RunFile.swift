package import Failures
import Foundation
package import Measurements

/// Runs as `export --json` wrote them, read back for a comparison.
package enum RunFile {
  /// The run in the bytes of a `run.json`; `path` is for errors only.
  ///
  /// A file without layers, as `run` leaves it, gives a run without layers.
  package static func comparedRun(
    _ bytes: [UInt8], path: String
  ) throws(RunFileError) -> ComparedRun {
    do {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      let document = try decoder.decode(Document.self, from: Data(bytes))
      guard document.schema == RunDocument.schema else {
        throw RunFileError(path: path, problem: "its schema is not \(RunDocument.schema)")
      }
      return document.comparedRun()
    } catch let error as RunFileError {
      throw error
    } catch let error as DecodingError {
      throw RunFileError(path: path, problem: text(error))
    } catch {
      throw RunFileError(path: path, problem: "it is no JSON")
    }
  }

  private static func text(_ error: DecodingError) -> String {
    func dotted(_ path: [any CodingKey]) -> String {
      path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "\(dotted(context.codingPath + [key])) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "\(dotted(context.codingPath)) has a value of the wrong kind"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      return "\(dotted(context.codingPath)) has a value that no run has"
    default: return "it is no JSON"
    }
  }
}

/// Why a file is no run.
package struct RunFileError: Failure, Hashable {
  package let path: String
  package let problem: String

  package var summary: String {
    "\(TerminalText.escaping(path)) is no run: \(TerminalText.escaping(problem))"
  }
  package var remedy: String? { "write one with 'mcubench export RUN --json FILE'" }
  package var exitStatus: ExitStatus { .wrongInput }
}
