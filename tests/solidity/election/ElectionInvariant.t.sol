// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ElectionHandler} from "./ElectionHandler.sol";
import {ElectionScene, IGeneralElection} from "./ElectionScene.sol";

/// @notice Whatever is done around elections, by whomever, in whatever order and at whatever second, the contract says what
/// the book says.
/// forge-config: default.invariant.fail-on-revert = true
contract ElectionInvariantTest is ElectionScene {
    ElectionHandler private _handler;

    function setUp() public override {
        super.setUp();
        vm.prank(dao);
        elections.setBounds(IGeneralElection.Bounds(1, 1, 1, false));
        _handler = new ElectionHandler(elections, paper, dao, council, _rules());
        vm.warp(block.timestamp + 1);
        targetContract(address(_handler));
        targetSelector(FuzzSelector(address(_handler), _handler.actions()));
    }

    /// @dev One invariant for all, since forge makes a campaign of its own for each.
    function invariant_everyElectionIsWhatTheBookSays() public view {
        uint256 promised = 0;
        for (uint256 id = 1; id <= elections.electionCount(); ++id) {
            IGeneralElection.Election memory e = elections.election(id);
            ElectionHandler.Entry[] memory book = _handler.book(id);
            _assertBallots(id, e, book);
            _assertSlate(id, e);
            if (e.state != IGeneralElection.ElectionState.Closed) continue;
            uint256 amount = _assertElected(id, e, book);
            uint256 left = e.reservation == 0 ? 0 : treasury.reservation(e.reservation).remainder;
            assertEq(e.reservation == 0 ? 0 : amount, left + _handler.awarded(id), "awarded is of what was reserved");
            assertEq(0, e.awarded & ~e.elected, "nobody else is awarded");
            promised += e.reservation == 0 ? 0 : amount;
        }
        assertEq(10 ether, treasury.budget(budget).remainder + promised, "nothing else leaves the budget");
        assertEq(10 ether, treasury.reserved(ETH));
    }

    function afterInvariant() public {
        _handler.record("ElectionInvariantTest");
    }

    /// @dev A walk with fixed seeds. The invariant above would hold for a handler that never gets anything done, too.
    function test_everyActionSucceedsSometimes() public {
        bytes4[] memory actions = _handler.actions();
        uint256 base = vm.snapshotState();
        uint256[] memory succeeded = new uint256[](actions.length);
        for (uint256 walk = 0; walk < 12; ++walk) {
            for (uint256 step = 0; step < 160; ++step) {
                uint256 seed = uint256(keccak256(abi.encode("walk", walk, step)));
                (bool ok,) = address(_handler).call(abi.encodeWithSelector(actions[seed % actions.length], seed));
                assertTrue(ok, "the handler itself never fails");
                if (step % 80 == 79) invariant_everyElectionIsWhatTheBookSays();
            }
            for (uint256 i = 0; i < actions.length; ++i) {
                succeeded[i] += _handler.succeeded(actions[i]);
            }
            vm.revertToState(base);
        }
        // The others are repeated.
        for (uint256 i = 0; i < 11; ++i) {
            emit log_named_uint(vm.toString(actions[i]), succeeded[i]);
            assertGe(succeeded[i], 5);
        }
    }

    // ---------------------------------------------------------------- parts

    function _assertBallots(uint256 id, IGeneralElection.Election memory e, ElectionHandler.Entry[] memory book)
        private
        view
    {
        uint256 votes = 0;
        for (uint256 i = 0; i < book.length; ++i) {
            votes += book[i].units;
            assertEq(book[i].choices, elections.ballotOf(id, book[i].voter));
            assertEq(book[i].units, paper.getPastVotes(book[i].voter, e.rules.votingFrom), "the units of the snapshot");
            for (uint256 j = 0; j < i; ++j) {
                assertTrue(book[i].voter != book[j].voter, "one voter, one ballot");
            }
        }
        assertEq(votes, e.votes);
        if (block.timestamp > e.rules.votingFrom) {
            assertLe(votes, paper.getPastTotalSupply(e.rules.votingFrom), "no more votes than units");
        }
    }

    function _assertSlate(uint256 id, IGeneralElection.Election memory e) private view {
        uint64 standing = 0;
        for (uint256 number = 1; number <= e.nominations; ++number) {
            IGeneralElection.Candidate memory c = elections.candidate(id, number);
            assertEq(c.grant != 0, (e.awarded >> c.place) & 1 == 1);
            if (c.status != IGeneralElection.CandidateStatus.Standing) continue;
            assertEq(0, (standing >> c.place) & 1, "one candidate a place");
            standing |= uint64(1 << c.place);
            assertEq(number, elections.candidateAt(id, c.place));
            assertEq(number, elections.candidateOf(id, c.nominator), "one plan a nominator");
            assertLe(c.amount, e.ceiling);
        }
        assertEq(standing, e.standing);
    }

    /// @dev From the book alone: for each seat all candidates are looked at anew.
    function _assertElected(uint256 id, IGeneralElection.Election memory e, ElectionHandler.Entry[] memory book)
        private
        view
        returns (uint256 amount)
    {
        uint64 elected = 0;
        uint64 done = 0;
        uint256 seats = e.rules.seats;
        bool reached = e.votes >= elections.quorum(id);
        while (reached && seats > 0) {
            uint256 best = 0;
            uint256 most = 0;
            for (uint256 number = 1; number <= e.nominations; ++number) {
                IGeneralElection.Candidate memory c = elections.candidate(id, number);
                if (c.status != IGeneralElection.CandidateStatus.Standing || (done >> c.place) & 1 == 1) continue;
                uint256 votes = _votesAt(book, c.place);
                assertEq(votes, c.votes);
                if (votes > most) (best, most) = (number, votes);
            }
            if (best == 0) break;
            IGeneralElection.Candidate memory next = elections.candidate(id, best);
            done |= uint64(1 << next.place);
            if (amount + next.amount > e.ceiling) continue;
            amount += next.amount;
            elected |= uint64(1 << next.place);
            --seats;
        }
        assertEq(elected, e.elected);
        assertLe(amount, e.ceiling);
    }

    function _votesAt(ElectionHandler.Entry[] memory book, uint256 place) private pure returns (uint256 votes) {
        for (uint256 i = 0; i < book.length; ++i) {
            if ((book[i].choices >> place) & 1 == 1) votes += book[i].units;
        }
    }
}
