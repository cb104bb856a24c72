import Benchmarking
import Hardware
import Jobs
import Measurements
import ResultStore
import Synchronization

/// Writes what happens in an attempt into the store, in order: stages as events, and states.
final class Journal: Sendable {
  /// Lines of the firmware's log that are kept of an attempt.
  private static let keptLogLines = 200

  private let lease: JobLease
  private let context: LabContext
  private let events: AsyncStream<BenchEvent>
  private let input: AsyncStream<BenchEvent>.Continuation
  private let layers = Mutex<[(operatorName: String, name: String)]>([])

  init(_ lease: JobLease, _ context: LabContext) {
    self.lease = lease
    self.context = context
    (events, input) = AsyncStream.makeStream()
  }

  /// Takes an event, on whatever thread it happens.
  func note(_ event: BenchEvent) { input.yield(event) }

  /// What the layers of the model are called.
  func name(_ layers: [(operatorName: String, name: String)]) {
    self.layers.withLock { $0 = layers }
  }

  /// Nothing more will happen.
  func finish() { input.finish() }

  /// Writes until ``finish()``.
  ///
  /// - Throws: when the attempt was given up meanwhile.
  func write() async throws {
    var logLines = 0
    for await event in events {
      switch event {
      case .began(let stage):
        if let state = stage.state { try await advance(to: state) }
        try await append(.stageBegan(stage.title))
      case .ended(let stage, let duration, let detail):
        try await append(
          .stageEnded(stage.title, seconds: duration / .seconds(1), detail: detail))
      case .session(.layers(let cycles, let isVirtual)):
        try await pass(cycles, isVirtual ? .simulated : .measured)
      case .session: break
      case .flashStage(let stage):
        try await append(.notice("flashing: \(stage)"))
      case .flashing(let step):
        try await append(.notice("\(step.rung.rawValue): \(step.outcome.text)"))
      case .notice(let text):
        try await append(.notice(text))
      case .log(let line):
        logLines += 1
        if logLines <= Self.keptLogLines { try await append(.log(line)) }
      }
    }
  }

  private func advance(to state: JobState) async throws {
    let (lease, now) = (lease, context.wallClock.now)
    try await keepingOn { try $0.advance(lease, to: state, now: now) }
    context.hub.tell(lease.job)
  }

  private func append(_ kind: JobEvent.Kind) async throws {
    let (job, now) = (lease.job, context.wallClock.now)
    try await keepingOn { try $0.append(kind, to: job, now: now) }
    context.hub.tell(job)
  }

  /// Shows the cycles of layers to those who watch; they are not stored, the run is.
  private func pass(_ cycles: [UInt64], _ evidence: Evidence) async throws {
    let layers = layers.withLock { $0 }
    let (job, now) = (lease.job, context.wallClock.now)
    let kinds = zip(layers, cycles).enumerated().map { index, layer in
      JobEvent.Kind.layer(
        index: index, operatorName: layer.0.operatorName, name: layer.0.name, cycles: layer.1,
        evidence: evidence)
    }
    guard let first = kinds.first else { return }
    let told = try? await context.store { try $0.append(first, to: job, now: now) }
    guard let told else { return }
    for kind in kinds {
      context.hub.pass(JobEvent(job: job, sequence: told.sequence, time: now, kind: kind))
    }
  }

  /// Does without what a full disk or a locked store does not take: it is told, and not the result.
  private func keepingOn<Value: Sendable>(
    _ work: @escaping @Sendable (ResultStore) throws -> Value
  ) async throws {
    do {
      _ = try await context.store(work)
    } catch let error as ResultStoreError where !error.isOfTheQueue {
      context.troubles.set("store", error.summary)
    }
  }
}

extension ResultStoreError {
  /// Whether the queue said no, for good, rather than the disk, for now.
  var isOfTheQueue: Bool {
    switch reason {
    case .diskFull, .locked, .cannotOpen, .readOnly, .failed: false
    default: true
    }
  }
}

extension BenchStage {
  /// The state that a job is in from this stage on, where it is another one.
  fileprivate var state: JobState? {
    switch self {
    case .read: .building
    case .start: .flashing
    case .handshake: .measuring
    case .prepare, .plan, .generate, .build, .measure, .check: nil
    }
  }
}
