// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What units and votes are, said slowly: a list of who owns which token and who delegated to whom, counted anew
/// at every question. It keeps no balance, no checkpoint and no difference between before and after.
contract UnitsModel {
    struct Moment {
        uint256 time;
        uint256[] votes;
        uint256 total;
    }

    address[] public accounts;
    address public immutable treasury;
    uint256 public immutable votesPerHolder;
    address[] public owners;
    mapping(address => address) public chosen;
    Moment[] private _history;

    constructor(address[] memory accounts_, address treasury_, uint256 votesPerHolder_) {
        (accounts, treasury, votesPerHolder) = (accounts_, treasury_, votesPerHolder_);
    }

    function mint(address to) public {
        owners.push(to);
    }

    function move(uint256 tokenId, address to) public virtual {
        owners[tokenId - 1] = to;
    }

    function choose(address account, address delegatee) public {
        chosen[account] = delegatee;
    }

    function minted() public view returns (uint256) {
        return owners.length;
    }

    function delegateOf(address account) public view returns (address) {
        return chosen[account] == address(0) ? account : chosen[account];
    }

    function balances() public view returns (uint256[] memory result) {
        (address[] memory people, address[] memory list) = (accounts, owners);
        result = new uint256[](people.length);
        for (uint256 a = 0; a < people.length; ++a) {
            for (uint256 t = 0; t < list.length; ++t) {
                if (list[t] == people[a]) ++result[a];
            }
        }
    }

    function units() public view returns (uint256[] memory result) {
        result = balances();
        for (uint256 a = 0; a < result.length; ++a) {
            if (accounts[a] == treasury) result[a] = 0;
            if (result[a] > votesPerHolder) result[a] = votesPerHolder;
        }
    }

    function count() public view returns (uint256[] memory votes, uint256 total) {
        address[] memory people = accounts;
        uint256[] memory held = units();
        votes = new uint256[](people.length);
        for (uint256 holder = 0; holder < people.length; ++holder) {
            total += held[holder];
            address delegate = delegateOf(people[holder]);
            for (uint256 a = 0; a < people.length; ++a) {
                if (people[a] == delegate) votes[a] += held[holder];
            }
        }
    }

    /// @notice Notes how it stands at the end of this second.
    function note() external {
        (uint256[] memory votes, uint256 total) = count();
        _history.push(Moment(block.timestamp, votes, total));
    }

    function momentCount() external view returns (uint256) {
        return _history.length;
    }

    function moment(uint256 index) external view returns (Moment memory) {
        return _history[index];
    }

    function history() external view returns (Moment[] memory) {
        return _history;
    }
}
