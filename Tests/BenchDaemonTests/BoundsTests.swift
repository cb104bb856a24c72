import Testing

@testable import BenchDaemon

@Suite struct BoundsTests {
  @Test func fillsACallersBucketWithTime() {
    let limiter = RateLimiter(perMinute: 60)
    let start = ContinuousClock.now
    for _ in 0..<60 { #expect(limiter.wait(of: "a", now: start) == nil) }
    #expect(limiter.wait(of: "a", now: start) == .seconds(1))
    #expect(limiter.wait(of: "b", now: start) == nil)
    #expect(limiter.wait(of: "a", now: start + .milliseconds(1_100)) == nil)
    #expect(limiter.wait(of: "a", now: start + .milliseconds(1_100)) != nil)
    #expect(limiter.wait(of: "a", now: start + .seconds(3_600)) == nil)
  }

  @Test func keepsNoMoreBucketsThanItMay() {
    let limiter = RateLimiter(perMinute: 2, maximumBuckets: 3)
    let start = ContinuousClock.now
    for caller in 0..<1_000 { _ = limiter.wait(of: "caller \(caller)", now: start) }
    #expect(limiter.bucketCount <= 4)
    #expect(limiter.wait(of: "one more", now: start) != nil)
    #expect(limiter.wait(of: "one more", now: start + .seconds(120)) == nil)
  }

  @Test func givesBackWhatAShareTookWhenItIsLetGo() {
    let allowance = Allowance(limit: 10)
    var first = allowance.share(of: 6)
    #expect(first != nil)
    #expect(allowance.share(of: 5) == nil)
    #expect(allowance.used == 6)
    first = nil
    #expect(allowance.used == 0)
    #expect(allowance.share(of: 10) != nil)
  }

  @Test(arguments: [
    ("127.0.0.1", true), ("localhost", true), ("::1", true), ("127.8.9.10", true),
    ("0.0.0.0", false), ("::", false), ("127.evil.example", false), ("10.0.0.1", false),
  ])
  func knowsWhichAddressesAreThisMachines(host: String, isLoopback: Bool) {
    #expect(ServiceConfiguration(host: host).isLoopback == isLoopback)
  }

  @Test func listensBeyondThisMachineOnlyWithTokensAndTLSOrWhenToldTwice() throws {
    let token = try AccessToken.make(name: "ci", role: .read).token
    let files = ServiceConfiguration.TLSFiles(certificate: "c", key: "k")
    let table: [(ServiceConfiguration, Bool, Int)] = [
      (ServiceConfiguration(), true, 0),
      (ServiceConfiguration(host: "0.0.0.0"), false, 0),
      (ServiceConfiguration(host: "0.0.0.0", tokens: [token]), false, 0),
      (ServiceConfiguration(host: "0.0.0.0", tls: files), false, 0),
      (ServiceConfiguration(host: "0.0.0.0", tls: files, tokens: [token]), true, 0),
      (ServiceConfiguration(host: "0.0.0.0", isInsecure: true), true, 2),
      (ServiceConfiguration(host: "0.0.0.0", tokens: [token], isInsecure: true), true, 1),
      (ServiceConfiguration(port: 70_000), false, 0),
      (ServiceConfiguration(tokens: [token, token]), false, 0),
    ]
    for (configuration, isFit, warnings) in table {
      if isFit {
        #expect(throws: Never.self) { try configuration.check() }
      } else {
        #expect(throws: ServiceConfigurationError.self) { try configuration.check() }
      }
      #expect(configuration.warnings.count == warnings)
    }
  }

  @Test func marksTheEndOfAStreamAndPassesItsFailureOn() async throws {
    struct Broken: Error {}
    let (values, source) = AsyncThrowingStream.makeStream(of: Int.self)
    for value in 1...3 { source.yield(value) }
    source.finish(throwing: Broken())
    var taken: [Int] = []
    await #expect(throws: Broken.self) {
      try await Heartbeat.merge(values, every: .seconds(60)) { item in
        if case .value(let value) = item { taken.append(value) }
      }
    }
    #expect(taken == [1, 2, 3])
  }
}
