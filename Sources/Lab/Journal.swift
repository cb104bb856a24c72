import Benchmarking
import Hardware
import Jobs
import Measurements
import ResultStore
import Synchronization

/// Writes what happens in an attempt into the store, in order: stages as events, and states.
final class Journal: Sendable {
  /// Lines of the firmware's log, and as many notices, that are kept of an attempt.
  static let keptOfAnAttempt = 200
  /// Once so many events of a job are kept, over all attempts, its lines and notices are not.
  static let keptOfAJob = 2000

  private let lease: JobLease
  private let context: LabContext
  private let events: AsyncStream<BenchEvent>
  private let input: AsyncStream<BenchEvent>.Continuation
  /// The number of the job's last event, as far as this attempt has told any.
  private let sequence = Atomic(0)
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
  /// What firmware says without an end is cut off, and told to be.
  ///
  /// - Throws: when the attempt was given up meanwhile.
  func write() async throws {
    var lines = Chatter()
    var notices = Chatter()
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
        try await append(.notice("flashing: \(stage)"), within: &notices)
      case .flashing(let step):
        try await append(
          .notice("\(step.rung.rawValue): \(step.outcome.text)"), within: &notices)
      case .notice(let text):
        try await append(.notice(text), within: &notices)
      case .log(let line):
        try await append(.log(line), within: &lines)
      }
    }
    for (chatter, what) in [(lines, "lines of the firmware's log"), (notices, "notices")]
    where chatter.left > 0 {
      try await append(.notice("\(chatter.left) more \(what) not kept"))
    }
  }

  /// How much of one kind an attempt has brought.
  private struct Chatter {
    var kept = 0
    var left = 0
  }

  /// Appends what may come without an end, as long as there is room for it.
  private func append(_ kind: JobEvent.Kind, within chatter: inout Chatter) async throws {
    guard chatter.kept < Self.keptOfAnAttempt, sequence.load(ordering: .relaxed) < Self.keptOfAJob
    else {
      chatter.left += 1
      return
    }
    chatter.kept += 1
    try await append(kind)
  }

  private func advance(to state: JobState) async throws {
    let (lease, now) = (lease, context.wallClock.now)
    _ = try await keepingOn { try $0.advance(lease, to: state, now: now) }
    context.hub.tell(lease.job)
  }

  private func append(_ kind: JobEvent.Kind) async throws {
    let (job, now) = (lease.job, context.wallClock.now)
    let event = try await keepingOn { try $0.append(kind, to: job, now: now) }
    if let event { sequence.store(event.sequence, ordering: .relaxed) }
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
  ///
  /// - Returns: what the store gave, or `nil` where it took nothing.
  private func keepingOn<Value: Sendable>(
    _ work: @escaping @Sendable (ResultStore) throws -> Value
  ) async throws -> Value? {
    do {
      return try await context.store(work)
    } catch let error as ResultStoreError where !error.isOfTheQueue {
      context.troubles.set("store", error.summary)
      return nil
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
    case .prepare, .prune, .plan, .generate, .build, .measure, .check: nil
    }
  }
}
