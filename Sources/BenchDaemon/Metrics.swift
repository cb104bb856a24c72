import Synchronization

/// What the daemon counts about its own answers.
///
/// Kept by endpoint, not by path, so that no caller can make it grow.
final class Metrics: Sendable {
  struct Key: Hashable, Sendable {
    let endpoint: String
    let status: Int
  }

  struct Figures: Hashable, Sendable {
    var count = 0
    var seconds = 0.0
  }

  private let figures = Mutex<[Key: Figures]>([:])

  func count(endpoint: String, status: Int, duration: Duration) {
    figures.withLock {
      var entry = $0[Key(endpoint: endpoint, status: status)] ?? Figures()
      entry.count += 1
      entry.seconds += duration / .seconds(1)
      $0[Key(endpoint: endpoint, status: status)] = entry
    }
  }

  var all: [(key: Key, value: Figures)] {
    figures.withLock { $0 }.sorted {
      ($0.key.endpoint, $0.key.status) < ($1.key.endpoint, $1.key.status)
    }
  }
}
