// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {Roles} from "../../../contracts/charter/Roles.sol";
import {GovernorPeople} from "./GovernorPeople.sol";
import {SlowGovernor} from "./SlowGovernor.sol";

/// @notice What is proposed: payments, settings within and beyond their bounds, changes of the council, mischief, and a call
/// that acts in the middle of the execution.
abstract contract GovernorMotions is GovernorPeople {
    /// @dev What the Governor takes.
    struct Motion {
        address proposer;
        address[] targets;
        uint256[] values;
        bytes[] calldatas;
        string description;
    }

    Motion[] internal _motions;

    constructor(Village memory v, SlowGovernor slow_) GovernorPeople(v, slow_) {}

    // ---------------------------------------------------------------- drawing

    /// @dev Actions for a proposal: one of money, a setting, the council or mischief, sometimes followed by another.
    function _acts(uint256 seed) internal view returns (SlowGovernor.Act[] memory acts) {
        uint256 first = _draw(seed, "kind", 13);
        if (first > 10) {
            acts = new SlowGovernor.Act[](1);
            acts[0] = SlowGovernor.Act(SlowGovernor.Kind.CallBack, 0, address(0));
            return acts;
        }
        acts = new SlowGovernor.Act[](1 + _draw(seed, "second", 3) / 2);
        acts[0] = _act(seed, first);
        // Half of what follows a change of the council changes it too.
        bool same = _draw(seed, "same", 2) == 0;
        if (acts.length > 1) acts[1] = _act(~seed, same ? first : _draw(seed, "other", 11));
    }

    function _act(uint256 seed, uint256 draw) private view returns (SlowGovernor.Act memory act) {
        // Changes of the council are drawn twice as often as others.
        act.kind = SlowGovernor.Kind(draw > 9 ? draw - 3 : draw);
        act.who = councillors[_draw(seed, "who", 4)];
        uint256[7] memory most = [uint256(40 ether), 30 days, 60 days, 7 days, 5000, 3, 30 days];
        if (act.kind == SlowGovernor.Kind.Mischief) act.value = _draw(seed, "mischief", 8);
        if (uint256(act.kind) >= most.length) return act;
        uint256 bound = most[uint256(act.kind)];
        uint256 way = _draw(seed, "way", 10);
        // At the bound, beyond it, nothing, or something that lets life go on.
        act.value = way == 0 ? bound : way == 1 ? bound + 1 : way == 2 ? 0 : 1 + _draw(seed, "value", bound / 12 + 2);
        if (act.kind == SlowGovernor.Kind.SetPeriod && way > 2) act.value += 1 hours;
    }

    function _call(SlowGovernor.Act memory act)
        internal
        view
        returns (address target, uint256 value, bytes memory data)
    {
        SlowGovernor.Kind kind = act.kind;
        if (kind == SlowGovernor.Kind.Pay) return (_stranger, act.value, "");
        if (kind == SlowGovernor.Kind.CallBack) return (address(callingBack), 0, abi.encodeCall(callingBack.run, ()));
        if (kind == SlowGovernor.Kind.SetWait) {
            return (address(timelock), 0, abi.encodeCall(timelock.updateDelay, (act.value)));
        }
        if (kind == SlowGovernor.Kind.Appoint) {
            return (address(manager), 0, abi.encodeCall(manager.grantRole, (Roles.COUNCIL, act.who, 0)));
        }
        if (kind == SlowGovernor.Kind.Dismiss) {
            return (address(manager), 0, abi.encodeCall(manager.revokeRole, (Roles.COUNCIL, act.who)));
        }
        if (kind == SlowGovernor.Kind.Mischief) return _mischief(act.value);
        target = address(governor);
        if (kind == SlowGovernor.Kind.SetDelay) data = abi.encodeCall(governor.setVotingDelay, (uint48(act.value)));
        if (kind == SlowGovernor.Kind.SetPeriod) data = abi.encodeCall(governor.setVotingPeriod, (uint32(act.value)));
        if (kind == SlowGovernor.Kind.SetExtension) {
            data = abi.encodeCall(governor.setLateQuorumVoteExtension, (uint48(act.value)));
        }
        if (kind == SlowGovernor.Kind.SetQuorum) data = abi.encodeCall(governor.updateQuorumNumerator, (act.value));
        if (kind == SlowGovernor.Kind.SetThreshold) data = abi.encodeCall(governor.setProposalThreshold, (act.value));
    }

    function _mischief(uint256 which) private view returns (address target, uint256 value, bytes memory data) {
        target = address(manager);
        if (which == 0) data = abi.encodeCall(manager.grantRole, (0, _stranger, 0));
        if (which == 1) data = abi.encodeCall(manager.revokeRole, (Roles.DAO, address(timelock)));
        if (which == 2) data = abi.encodeCall(manager.setGrantDelay, (Roles.COUNCIL, 36_525 days));
        if (which == 3) data = abi.encodeCall(manager.setRoleAdmin, (Roles.COUNCIL, Roles.SALES));
        if (which == 4) {
            bytes4[] memory veto = new bytes4[](1);
            veto[0] = governor.veto.selector;
            data = abi.encodeCall(manager.setTargetFunctionRole, (address(governor), veto, Roles.SALES));
        }
        if (which == 5) {
            (target, data) =
            (address(timelock), abi.encodeCall(timelock.grantRole, (timelock.PROPOSER_ROLE(), _stranger)));
        }
        if (which == 6) (target, data) = (address(governor), abi.encodeCall(governor.relay, (_stranger, 0, "")));
        // A contract without such a function.
        if (which == 7) (target, data) = (address(villager), hex"deadbeef");
    }

    function _description(uint256 seed, address signed) internal pure returns (string memory) {
        string memory title = _draw(seed, "title", 2) == 0 ? "Motion" : unicode"動議";
        return string.concat(title, "\n\n#proposer=", Strings.toChecksumHexString(signed));
    }

    // ---------------------------------------------------------------- writing

    function _motion(SlowGovernor.Act[] memory acts, address proposer, string memory description)
        internal
        view
        returns (Motion memory m)
    {
        uint256 count = acts.length;
        m = Motion(proposer, new address[](count), new uint256[](count), new bytes[](count), description);
        for (uint256 i = 0; i < count; ++i) {
            (m.targets[i], m.values[i], m.calldatas[i]) = _call(acts[i]);
        }
    }

    function _key(Motion memory m) internal pure returns (bytes32) {
        return keccak256(abi.encode(m.targets, m.values, m.calldatas, m.description));
    }

    function _with(bytes4 selector, Motion memory m) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, m.targets, m.values, m.calldatas, keccak256(bytes(m.description)));
    }

    function _vetoOf(uint256 id) internal view returns (bytes memory) {
        Motion memory m = _motions[id - 1];
        bytes32 words = keccak256(bytes(m.description));
        return abi.encodeCall(governor.veto, (m.targets, m.values, m.calldatas, words, "No."));
    }

    /// @dev What ended stays as it ended; nothing is done that was not queued, and nothing queued that did not pass.
    function _mayBecome(IGovernor.ProposalState from, IGovernor.ProposalState to) internal pure returns (bool) {
        if (from == to) return true;
        if (from == IGovernor.ProposalState.Pending) {
            return to == IGovernor.ProposalState.Active || to == IGovernor.ProposalState.Canceled
                || to == IGovernor.ProposalState.Defeated;
        }
        if (from == IGovernor.ProposalState.Active) {
            return to == IGovernor.ProposalState.Succeeded || to == IGovernor.ProposalState.Defeated
                || to == IGovernor.ProposalState.Canceled || to == IGovernor.ProposalState.Expired;
        }
        if (from == IGovernor.ProposalState.Succeeded) {
            return to == IGovernor.ProposalState.Queued || to == IGovernor.ProposalState.Canceled
                || to == IGovernor.ProposalState.Expired;
        }
        if (from == IGovernor.ProposalState.Queued) {
            return to == IGovernor.ProposalState.Executed || to == IGovernor.ProposalState.Canceled
                || to == IGovernor.ProposalState.Expired;
        }
        return false;
    }
}
