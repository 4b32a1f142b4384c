public import Units

extension Channel {
    /// Why a configuration transaction does not take effect on this channel; `nil` if it does.
    ///
    /// The creator must have been judged before. It takes effect if its configuration can be used, follows the one in
    /// force, and for every section that it changes the endorsers satisfy the section's policy as the configuration in
    /// force says.
    ///
    /// - Parameters:
    ///   - transaction: The transaction.
    ///   - signers: The identities that the transaction names, as far as they are known.
    ///   - instant: The time of the transaction's block.
    ///   - verified: Signatures that need not be verified again.
    ///   - isAlone: Whether it is the only transaction of its block.
    public func problem(
        with transaction: Envelope,
        signers: IdentityDirectory,
        at instant: Instant,
        verified: VerifiedSignatures = .none,
        isAlone: Bool = true
    ) -> ConfigurationProblem? {
        do {
            let next = try ConfigurationTransaction.configuration(transaction)
            guard isNamed(next.channel) else {
                throw ConfigurationProblem.channel(configuration.channel, configuration: next.channel)
            }
            guard next.sequence == configuration.sequence + 1 else {
                throw ConfigurationProblem.sequence(next.sequence, expected: configuration.sequence + 1)
            }
            for chaincode in next.chaincodes {
                guard let before = configuration.chaincode(named: chaincode.name) else { continue }
                guard before.hasPrivateValues == chaincode.hasPrivateValues else {
                    throw ConfigurationProblem.privateValues(chaincode: chaincode.name)
                }
            }
            _ = try Channel(next)
            guard isAlone else { throw ConfigurationProblem.notAlone }
            let endorsers = endorsers(of: transaction, signers: signers, at: instant, verified: verified)
            let change = change(to: next, signedBy: endorsers)
            guard !change.differences.isEmpty else { throw ConfigurationProblem.unchanged }
            return change.isApproved ? nil : .unapproved(change)
        } catch let problem as ConfigurationProblem {
            return problem
        } catch let error as ChannelError {
            return .unusable(error)
        } catch {
            return .notAConfiguration
        }
    }

    /// The channel after a block: under the configuration that the block sets, if it sets one.
    ///
    /// The codes are taken as they are. Of a configuration that nobody can use nothing comes: judging its transaction
    /// says so.
    public func after(_ block: [ValidatedTransaction]) -> Channel {
        guard let last = block.last(where: \.changesConfiguration),
            let configuration = try? ConfigurationTransaction.configuration(last.envelope),
            let channel = try? Channel(configuration)
        else { return self }
        return channel
    }
}
