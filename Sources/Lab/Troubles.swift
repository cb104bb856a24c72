import Synchronization

/// What keeps the lab from its work just now, a sentence for each part that has trouble.
final class Troubles: Sendable {
  private let log: LabLog
  private let sentences = Mutex<[String: String]>([:])

  init(log: LabLog) { self.log = log }

  /// Notes what is wrong with `part`, or that all is well with it; what is new is logged.
  func set(_ part: String, _ sentence: String?) {
    let before = sentences.withLock { sentences in
      defer { sentences[part] = sentence }
      return sentences[part]
    }
    guard before != sentence else { return }
    if let sentence { log.warn(sentence) } else { log.info("\(part): well again") }
  }

  var all: [String] {
    sentences.withLock { sentences in sentences.sorted { $0.key < $1.key }.map(\.value) }
  }
}
